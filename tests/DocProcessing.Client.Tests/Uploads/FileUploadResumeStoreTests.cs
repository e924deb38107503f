using Microsoft.Extensions.Time.Testing;

namespace DocProcessing.Client.Tests.Uploads;

/// <summary>The files in which uploads are remembered.</summary>
public sealed class FileUploadResumeStoreTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("docprocessing-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task What_was_left_behind_goes_after_a_week_and_not_before()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var store = new FileUploadResumeStore(_directory.FullName, clock);
        var upload = new ResumableUpload("key", "upload", clock.GetUtcNow());
        await store.SaveAsync("old", upload, Stop);

        clock.Advance(TimeSpan.FromDays(6));
        await store.SaveAsync("next", upload, Stop);
        Assert.Equal(upload, await store.FindAsync("old", Stop));

        clock.Advance(TimeSpan.FromDays(2));
        await store.SaveAsync("new", upload, Stop);
        Assert.Null(await store.FindAsync("old", Stop));
        Assert.Equal(upload, await store.FindAsync("new", Stop));
    }

    [Fact]
    public async Task A_file_of_which_nothing_can_be_read_counts_as_none()
    {
        var store = new FileUploadResumeStore(_directory.FullName);
        await store.SaveAsync("key", new ResumableUpload("key", null, DateTimeOffset.UtcNow), Stop);
        foreach (var file in _directory.EnumerateFiles())
        {
            await File.WriteAllTextAsync(file.FullName, "{\"idempotency", Stop);
        }

        Assert.Null(await store.FindAsync("key", Stop));
    }
}
