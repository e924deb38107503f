using System.Security.Cryptography;
using System.Text;
using DocProcessing.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace DocProcessing.Core.Tests.Engine;

/// <summary>The whole engine without a host: real file storage, in-memory state, a clock that stands still. Jobs run when a test says so.</summary>
internal sealed class TestEngine : IAsyncDisposable
{
    public const int PartSize = 64 * 1024;

    public static readonly Caller Alice = new("alice");
    public static readonly Caller Bob = new("bob");
    public static readonly Caller Operator = new("olga", CallerRole.Operator);

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("docprocessing-test-");
    private readonly ServiceProvider _services;

    public TestEngine(Action<IDocumentProcessingBuilder>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        services.AddSingleton<TimeProvider>(Clock);
        var builder = services.AddDocumentProcessing()
            .UseFileSystemStorage(options => options.RootDirectory = _root.FullName)
            .UseInMemoryState()
            .AddExtractor<LineExtractor>();
        services.Configure<UploadOptions>(options => options.PartSizeBytes = PartSize);
        configure?.Invoke(builder);
        _services = services.BuildServiceProvider();
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public IUploadService Uploads => Get<IUploadService>();

    public IJobService Jobs => Get<IJobService>();

    public IDocumentService Documents => Get<IDocumentService>();

    public IDocumentStorage Storage => Get<IDocumentStorage>();

    public IJobStore JobStore => Get<IJobStore>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public static NewDocument Document(string name = "notes.txt", long? size = null) => new() { FileName = name, FileSize = size, ContentType = "text/plain" };

    public static byte[] Bytes(int length, int seed = 1)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public static Checksum Md5(ReadOnlySpan<byte> bytes) => new(ChecksumAlgorithm.Md5, Convert.ToHexStringLower(MD5.HashData(bytes)));

    public static Checksum Sha256(ReadOnlySpan<byte> bytes) => new(ChecksumAlgorithm.Sha256, Convert.ToHexStringLower(SHA256.HashData(bytes)));

    public Task<UploadSession> InitiateAsync(long size, Caller? caller = null) =>
        Uploads.InitiateAsync(caller ?? Alice, Document(size: size), null, Token);

    public async Task<PartReceipt> SendPartAsync(UploadSession session, int number, ReadOnlyMemory<byte> bytes, Checksum? expected = null, Caller? caller = null)
    {
        await using var receiver = await Uploads.ReceivePartAsync(caller ?? Alice, session.Id, number, expected, Token);
        await receiver.WriteAsync(bytes, Token);
        return await receiver.CommitAsync(null, Token);
    }

    public static ReadOnlyMemory<byte> PartOf(byte[] content, UploadSession session, int number)
    {
        var offset = (int)((number - 1) * session.PartSize);
        return content.AsMemory(offset, (int)Math.Min(session.PartSize, content.Length - offset));
    }

    public Task<Job> SubmitAsync(string text, Caller? caller = null, NewDocument? document = null) =>
        Uploads.UploadAsync(caller ?? Alice, document ?? Document(), new MemoryStream(Encoding.UTF8.GetBytes(text)), Token);

    /// <summary>Delivers a job's ticket to a worker, and waits until the run is over.</summary>
    public Task DeliverAsync(JobId id) => DeliverUntilAsync(id, shutdown: CancellationToken.None);

    public Task DeliverUntilAsync(JobId id, CancellationToken shutdown) =>
        Get<JobRunner>().HandleAsync(new JobTicket(id, JobPriority.Normal, Clock.GetUtcNow()), shutdown);

    public async Task<Job> RunAsync(JobId id)
    {
        await DeliverAsync(id);
        return await FindAsync(id);
    }

    public async Task<Job> FindAsync(JobId id) => await JobStore.FindAsync(id, Token) ?? throw new InvalidOperationException("The job is gone.");

    public async Task<List<string>> ObjectsAsync() => await Storage.ListAsync(string.Empty, Token).Select(stored => stored.Key.Value).ToListAsync(Token);

    public Task HousekeepAsync() => Get<Housekeeping>().CleanAsync(Token);

    public Task ReconcileAsync() => Get<JobReconciler>().ReconcileAsync(Token);

    public static async Task<DocumentProcessingException> RefusedAsync(string code, Func<Task> action)
    {
        var exception = await Assert.ThrowsAnyAsync<DocumentProcessingException>(action);
        Assert.Equal(code, exception.Code);
        return exception;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _root.Delete(recursive: true);
    }
}
