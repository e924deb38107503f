using System.Security.Cryptography;
using DocProcessing.FileSystem;

namespace DocProcessing.Core.Tests.FileSystem;

/// <summary>What a storage does inside one call, seen from there.</summary>
public sealed class MultipartFilesTests : IDisposable
{
    private static readonly ObjectKey Key = ObjectKey.Parse("documents/1/content", null);

    private readonly TemporaryRoot _root = new();
    private readonly LiveWriters _writers = new();
    private readonly RecordingSync _sync = new();
    private readonly MultipartFiles _files;

    public MultipartFilesTests()
    {
        var layout = new StorageLayout(_root.Path);
        layout.Create();
        var options = new FileSystemStorageOptions { RootDirectory = _root.Path };
        _files = new MultipartFiles(layout, _writers, new Preallocation(options, _root.Path), _sync, TimeProvider.System, new BootIdentity("0123456789abcdef"));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _root.Dispose();

    [Fact]
    public void What_describes_an_upload_is_synced_before_the_upload_is_told()
    {
        var upload = _files.Initiate(Key, 10, 10);

        Assert.Equal(["key: 2 lines", "directory: data key parts", $"uploads: {Path.GetFileName(_root.UploadPath(upload, string.Empty).TrimEnd('/'))}"], _sync.Seen);
    }

    [Fact]
    public async Task While_an_upload_is_joined_a_part_is_busy()
    {
        var upload = _files.Initiate(Key, 20, 10);

        using (_writers.Join(upload.Id))
        {
            foreach (var keepETag in (string?[])[null, (await CommittedBeforeAsync()).ETag])
            {
                var busy = Assert.Throws<DocumentProcessingException>(() => _files.OpenPart(upload, 1, keepETag));
                Assert.Equal((ErrorCategory.Busy, ErrorCodes.PartBusy, TimeSpan.FromSeconds(1)), (busy.Category, busy.Code, busy.RetryAfter));
            }
        }

        // The join has failed, or the upload would be gone.
        await using IPartWriter writer = _files.OpenPart(upload, 1, null);
        await writer.WriteAsync(new byte[10], Token);
    }

    [Fact]
    public async Task A_second_join_that_waits_keeps_parts_out_when_the_first_has_failed()
    {
        var upload = _files.Initiate(Key, 20, 10);
        using var joined = new ManualResetEventSlim();
        using var over = new ManualResetEventSlim();
        var first = _writers.Join(upload.Id);
        var second = Task.Factory.StartNew(
            () =>
            {
                using var join = _writers.Join(upload.Id);
                joined.Set();
                Assert.True(over.Wait(TimeSpan.FromSeconds(10), Token));
            },
            Token,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);

        first.Dispose();
        Assert.True(joined.Wait(TimeSpan.FromSeconds(10), Token));
        Assert.Equal(ErrorCodes.PartBusy, Assert.Throws<DocumentProcessingException>(() => _files.OpenPart(upload, 1, null)).Code);
        over.Set();
        await second;

        await using IPartWriter writer = _files.OpenPart(upload, 1, null);
    }

    [Fact]
    public async Task A_writer_that_was_open_before_the_join_takes_and_commits_nothing_more()
    {
        var upload = _files.Initiate(Key, 20, 10);
        await using IPartWriter full = _files.OpenPart(upload, 1, null);
        await full.WriteAsync(new byte[10], Token);
        await using IPartWriter half = _files.OpenPart(upload, 2, null);
        await half.WriteAsync(new byte[5], Token);

        _writers.Join(upload.Id).Dispose();

        await Assert.ThrowsAsync<MultipartUploadNotFoundException>(async () => await half.WriteAsync(new byte[5], Token));
        await Assert.ThrowsAsync<MultipartUploadNotFoundException>(async () => await full.CommitAsync(ChecksumOf(new byte[10]), Token));
        Assert.Empty(await _files.ListPartsAsync(upload, Token).ToListAsync(Token));
    }

    private static Checksum ChecksumOf(byte[] bytes) => new(ChecksumAlgorithm.Sha256, Convert.ToHexStringLower(SHA256.HashData(bytes)));

    /// <summary>Makes an ETag as parts have it.</summary>
    private async Task<StoredPart> CommittedBeforeAsync()
    {
        var upload = _files.Initiate(Key, 10, 10);
        await using IPartWriter writer = _files.OpenPart(upload, 1, null);
        await writer.WriteAsync(new byte[10], Token);
        return await writer.CommitAsync(ChecksumOf(new byte[10]), Token);
    }

    private sealed class RecordingSync : DiskSync
    {
        public List<string> Seen { get; } = [];

        public override void FlushFile(string path)
        {
            Seen.Add($"{Path.GetFileName(path)}: {File.ReadAllLines(path).Length} lines");
            base.FlushFile(path);
        }

        public override void FlushDirectory(string path)
        {
            var name = Path.GetFileName(path) == "uploads" ? "uploads" : "directory";
            Seen.Add($"{name}: {string.Join(' ', Directory.EnumerateFileSystemEntries(path).Select(Path.GetFileName).Order(StringComparer.Ordinal))}");
            base.FlushDirectory(path);
        }
    }
}
