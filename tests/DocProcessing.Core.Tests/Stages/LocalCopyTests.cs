using DocProcessing.Conformance;
using DocProcessing.Conformance.State;
using DocProcessing.Core.Tests.FileSystem;
using DocProcessing.Stages;
using Microsoft.Extensions.Logging.Abstractions;

namespace DocProcessing.Core.Tests.Stages;

/// <summary>Local copies of documents whose storage has no local files.</summary>
public sealed class LocalCopyTests : IDisposable
{
    private static readonly ObjectKey Key = ObjectKey.Parse("documents/1/content", null);

    private readonly TemporaryRoot _root = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task A_local_copy_is_its_owners_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("There, the directory of temporary files is the user's own.");
            return;
        }

        var (factory, job) = await CreateAsync();

        var path = await factory.GetLocalFileAsync(job, Token);
        var mode = File.GetUnixFileMode(path);
        factory.Forget(job.Id, job.Fence);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, mode);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task A_run_that_ends_late_leaves_the_copy_of_the_next_run()
    {
        var (factory, job) = await CreateAsync();
        var next = job with { Fence = 2 };
        var old = await factory.GetLocalFileAsync(job, Token);
        var young = await factory.GetLocalFileAsync(next, Token);

        factory.Forget(job.Id, job.Fence);

        Assert.False(File.Exists(old));
        Assert.Equal([1, 2, 3], await File.ReadAllBytesAsync(young, Token));
        Assert.Equal(young, await factory.GetLocalFileAsync(next, Token));
        factory.Forget(next.Id, next.Fence);
        Assert.False(File.Exists(young));
    }

    [Fact]
    public async Task Two_that_ask_at_once_get_one_copy()
    {
        var (factory, job) = await CreateAsync();

        var paths = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => factory.GetLocalFileAsync(job, Token), Token)));

        Assert.Single(paths.Distinct());
        factory.Forget(job.Id, job.Fence);
        Assert.Empty(Directory.GetFiles(Path.GetTempPath(), $"docprocessing-{job.Id}-*"));
    }

    private async Task<(StageContextFactory Factory, Job Job)> CreateAsync()
    {
        // A decorator hides that the files are local.
        var storage = new StorageDecorator(_root.Open());
        await storage.PutAsync(Key, new MemoryStream([1, 2, 3]), null, Token);
        var job = Sample.Job(Sample.Session(TimeProvider.System, "alice", parts: 1)) with { ContentKey = Key, Fence = 1 };
        return (new StageContextFactory(storage, NullLogger<StageContextFactory>.Instance), job);
    }
}
