using System.Security.Cryptography;
using DocProcessing.FileSystem;

namespace DocProcessing.Core.Tests.FileSystem;

/// <summary>What a kill or a power cut leaves on disk, arranged by hand, and what becomes of it.</summary>
public sealed class FileSystemCrashTests : IDisposable
{
    private const int PartSize = 100_000;

    private static readonly ObjectKey Key = ObjectKey.Parse("documents/1/content", null);

    private readonly TemporaryRoot _root = new();
    private readonly byte[] _content = RandomNumberGenerator.GetBytes((2 * PartSize) + 5);

    private static BootIdentity NextBoot => new("fedcba9876543210");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task Killed_between_rename_and_removal_the_upload_is_complete_and_nothing_stays()
    {
        var (upload, parts) = await UploadAsync(_root.Open());
        ArrangeRenamed(upload);

        var stored = await _root.Open().CompleteMultipartAsync(upload, parts, Token);

        Assert.Equal(_content.Length, stored.Length);
        Assert.Equal(_content, await ReadAsync());
        Assert.Empty(_root.Leftovers());
    }

    [Fact]
    public async Task Killed_between_rename_and_removal_abort_keeps_the_object_and_nothing_else()
    {
        var (upload, _) = await UploadAsync(_root.Open());
        ArrangeRenamed(upload);

        await _root.Open().AbortMultipartAsync(upload.Key, upload.Id, Token);

        Assert.Equal(_content, await ReadAsync());
        Assert.Empty(_root.Leftovers());
    }

    [Fact]
    public async Task Killed_between_rename_and_removal_the_upload_is_not_listed_and_is_swept()
    {
        var (upload, _) = await UploadAsync(_root.Open());
        ArrangeRenamed(upload);
        Directory.SetLastWriteTimeUtc(_root.UploadPath(upload, string.Empty), DateTime.UtcNow.AddHours(-1));
        var storage = _root.Open();

        await foreach (var listed in storage.ListMultipartAsync(string.Empty, Token))
        {
            Assert.Fail($"{listed} is listed.");
        }

        Assert.Equal(1, await storage.SweepAsync(Token));
        Assert.Equal(_content, await ReadAsync());
        Assert.Empty(_root.Leftovers());
    }

    [Fact]
    public async Task Killed_while_removing_the_rest_is_swept()
    {
        var (upload, _) = await UploadAsync(_root.Open());
        var doomed = Path.Combine(_root.Path, "temp", Guid.NewGuid().ToString("n"));
        Directory.Move(_root.UploadPath(upload, string.Empty), doomed);
        File.Delete(Path.Combine(doomed, "key"));
        Directory.SetLastWriteTimeUtc(doomed, DateTime.UtcNow.AddHours(-1));

        Assert.Equal(1, await _root.Open().SweepAsync(Token));

        Assert.Empty(_root.Leftovers());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(PartSize / 2)]
    [InlineData(PartSize)]
    public async Task Killed_while_a_side_file_was_copied_completion_starts_again(int copied)
    {
        var storage = _root.Open();
        var (upload, parts) = await UploadAsync(storage);
        var second = RandomNumberGenerator.GetBytes(PartSize);
        parts[1] = await SendAsync(storage, upload, second, 2, parts[1].ETag);
        second.CopyTo(_content, PartSize);
        Overwrite(upload, PartSize, second.AsSpan(0, copied));

        await _root.Open().CompleteMultipartAsync(upload, parts, Token);

        Assert.Equal(_content, await ReadAsync());
        Assert.Empty(_root.Leftovers());
    }

    [Fact]
    public async Task Killed_between_a_part_and_its_slot_the_part_is_not_accepted_and_can_be_sent_again()
    {
        var storage = _root.Open();
        var upload = await storage.InitiateMultipartAsync(Key, _content.Length, PartSize, null, Token);
        Overwrite(upload, 0, RandomNumberGenerator.GetBytes(PartSize));

        var restarted = _root.Open();
        Assert.Empty(await restarted.ListPartsAsync(upload, Token).ToListAsync(Token));
        await restarted.CompleteMultipartAsync(upload, await SendAllAsync(restarted, upload), Token);

        Assert.Equal(_content, await ReadAsync());
    }

    [Fact]
    public async Task Killed_in_a_resend_the_half_side_file_goes_with_the_upload()
    {
        var (upload, parts) = await UploadAsync(_root.Open());
        File.WriteAllBytes(_root.UploadPath(upload, $"2.{Guid.NewGuid():n}.side"), new byte[10]);

        await _root.Open().CompleteMultipartAsync(upload, parts, Token);

        Assert.Equal(_content, await ReadAsync());
        Assert.Empty(_root.Leftovers());
    }

    [Fact]
    public async Task A_side_file_without_a_slot_goes_with_the_next_commit()
    {
        var storage = _root.Open();
        var (upload, parts) = await UploadAsync(storage);
        File.WriteAllBytes(_root.UploadPath(upload, $"2.{Guid.NewGuid():n}.side"), new byte[10]);

        await SendAsync(storage, upload, _content[PartSize..(2 * PartSize)], 2, parts[1].ETag);

        Assert.Single(_root.SidesOf(upload));
    }

    [Fact]
    public async Task Side_files_do_not_pile_up_when_a_part_is_sent_again_and_again()
    {
        var storage = _root.Open();
        var (upload, parts) = await UploadAsync(storage);

        for (var round = 0; round < 5; round++)
        {
            parts[0] = await SendAsync(storage, upload, RandomNumberGenerator.GetBytes(PartSize), 1, parts[0].ETag);
            await SendAsync(storage, upload, RandomNumberGenerator.GetBytes(PartSize), 1, parts[0].ETag);
            await SendAsync(storage, upload, RandomNumberGenerator.GetBytes(PartSize), 1, parts[0].ETag);
            Assert.InRange(_root.SidesOf(upload).Length, 1, 2);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    [InlineData(127)]
    public async Task A_torn_slot_reads_as_absent_and_the_recorded_part_stays_whole(int damagedByte)
    {
        var (upload, parts) = await UploadAsync(_root.Open());
        Damage(_root.UploadPath(upload, "parts"), 128 + damagedByte);
        var storage = _root.Open();

        Assert.Equal([1, 3], await storage.ListPartsAsync(upload, Token).Select(part => part.Number).ToListAsync(Token));
        await using (var writer = await storage.OpenPartAsync(upload, 2, parts[1].ETag, Token))
        {
            await writer.WriteAsync(new byte[PartSize], Token);
        }

        await storage.CompleteMultipartAsync(upload, parts, Token);
        Assert.Equal(_content, await ReadAsync());
    }

    [Fact]
    public async Task After_a_power_cut_that_took_nothing_the_parts_join()
    {
        var (upload, parts) = await UploadAsync(_root.Open());

        await _root.Open(boot: NextBoot).CompleteMultipartAsync(upload, parts, Token);

        Assert.Equal(_content, await ReadAsync());
    }

    [Fact]
    public async Task After_a_power_cut_the_parts_that_lost_bytes_are_named_and_can_be_sent_again()
    {
        var (upload, parts) = await UploadAsync(_root.Open());
        Overwrite(upload, PartSize + 4096, new byte[4096]);
        var storage = _root.Open(boot: NextBoot);

        var refused = await Assert.ThrowsAsync<InvalidPartsException>(() => storage.CompleteMultipartAsync(upload, parts, Token));

        Assert.Equal([2], refused.PartNumbers);
        parts[1] = await SendAsync(storage, upload, _content[PartSize..(2 * PartSize)], 2, parts[1].ETag);
        await storage.CompleteMultipartAsync(upload, parts, Token);
        Assert.Equal(_content, await ReadAsync());
    }

    [Fact]
    public async Task After_a_power_cut_that_took_the_files_ends_the_lost_parts_are_named()
    {
        var storage = _root.Open();
        var (upload, parts) = await UploadAsync(storage);
        parts[0] = await SendAsync(storage, upload, _content[..PartSize], 1, parts[0].ETag);
        Truncate(_root.UploadPath(upload, "data"), PartSize + 10);
        Truncate(_root.UploadPath(upload, "parts"), 0);
        Truncate(Assert.Single(_root.SidesOf(upload)), 10);

        var refused = await Assert.ThrowsAsync<InvalidPartsException>(
            () => _root.Open(boot: NextBoot).CompleteMultipartAsync(upload, parts, Token));

        Assert.Equal([1, 2, 3], refused.PartNumbers);
    }

    [Fact]
    public async Task After_a_power_cut_that_took_the_description_the_upload_is_swept()
    {
        var (upload, _) = await UploadAsync(_root.Open());
        Truncate(_root.UploadPath(upload, "key"), 0);
        Directory.SetLastWriteTimeUtc(_root.UploadPath(upload, string.Empty), DateTime.UtcNow.AddHours(-1));

        Assert.Equal(1, await _root.Open().SweepAsync(Token));

        Assert.Empty(_root.Leftovers());
    }

    [Fact]
    public async Task A_version_that_was_overwritten_in_place_is_never_taken_for_the_recorded_one()
    {
        var storage = _root.Open();
        var (upload, parts) = await UploadAsync(storage);
        var first = parts.ToList();
        parts[0] = await SendAsync(storage, upload, RandomNumberGenerator.GetBytes(PartSize), 1, parts[0].ETag);
        parts[0] = await SendAsync(storage, upload, RandomNumberGenerator.GetBytes(PartSize), 1, parts[0].ETag);

        var refused = await Assert.ThrowsAsync<InvalidPartsException>(() => storage.CompleteMultipartAsync(upload, first, Token));

        Assert.Equal([1], refused.PartNumbers);
    }

    [Fact]
    public async Task Two_writers_of_one_part_cannot_mix_their_bytes()
    {
        var storage = _root.Open();
        var upload = await storage.InitiateMultipartAsync(Key, PartSize, PartSize, null, Token);
        var (ours, theirs) = (RandomNumberGenerator.GetBytes(PartSize), RandomNumberGenerator.GetBytes(PartSize));
        await using var slow = await storage.OpenPartAsync(upload, 1, null, Token);
        await slow.WriteAsync(theirs.AsMemory(0, PartSize / 2), Token);

        var part = await SendAsync(storage, upload, ours, 1);
        await slow.WriteAsync(theirs.AsMemory(PartSize / 2), Token);

        await storage.CompleteMultipartAsync(upload, [part], Token);
        Assert.Equal(ours, await ReadAsync());
        await Assert.ThrowsAsync<MultipartUploadNotFoundException>(async () => await slow.CommitAsync(ChecksumOf(theirs), Token));
    }

    private static Checksum ChecksumOf(byte[] bytes) => new(ChecksumAlgorithm.Sha256, Convert.ToHexStringLower(SHA256.HashData(bytes)));

    private static async Task<StoredPart> SendAsync(IDocumentStorage storage, MultipartUpload upload, byte[] bytes, int number, string? keepETag = null)
    {
        await using var writer = await storage.OpenPartAsync(upload, number, keepETag, Token);
        await writer.WriteAsync(bytes, Token);
        return await writer.CommitAsync(ChecksumOf(bytes), Token);
    }

    private static void Damage(string path, int position)
    {
        using var file = File.Open(path, FileMode.Open);
        file.Position = position;
        var value = file.ReadByte();
        file.Position = position;
        file.WriteByte((byte)~value);
    }

    private static void Truncate(string path, long length)
    {
        using var file = File.Open(path, FileMode.Open);
        file.SetLength(length);
    }

    private async Task<(MultipartUpload Upload, List<StoredPart> Parts)> UploadAsync(FileSystemDocumentStorage storage)
    {
        var upload = await storage.InitiateMultipartAsync(Key, _content.Length, PartSize, null, Token);
        return (upload, await SendAllAsync(storage, upload));
    }

    private async Task<List<StoredPart>> SendAllAsync(IDocumentStorage storage, MultipartUpload upload)
    {
        var parts = new List<StoredPart>();
        foreach (var bytes in _content.Chunk(PartSize))
        {
            parts.Add(await SendAsync(storage, upload, bytes, parts.Count + 1));
        }

        return parts;
    }

    private void Overwrite(MultipartUpload upload, long offset, ReadOnlySpan<byte> bytes)
    {
        using var data = File.Open(_root.UploadPath(upload, "data"), FileMode.Open);
        data.Position = offset;
        data.Write(bytes);
    }

    private void ArrangeRenamed(MultipartUpload upload)
    {
        var path = new StorageLayout(_root.Path).PathOf(Key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Move(_root.UploadPath(upload, "data"), path);
    }

    private async Task<byte[]> ReadAsync()
    {
        await using var stream = await _root.Open().OpenReadAsync(Key, null, Token);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Token);
        return copy.ToArray();
    }
}
