using System.Security.Cryptography;

namespace DocProcessing.Conformance;

/// <summary>What every <see cref="IDocumentStorage"/> promises.</summary>
public abstract partial class DocumentStorageConformance
{
    /// <summary>Gets the start of this test's keys, so that tests can share one store.</summary>
    protected string Prefix { get; } = $"conformance-{Guid.NewGuid():n}/";

    protected static CancellationToken Cancelled => new(canceled: true);

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>
    /// Gets whether the version named to <see cref="IDocumentStorage.OpenPartAsync"/> can still be joined after another version
    /// was committed. Where it cannot, joining it must be refused: another version is never taken in its stead.
    /// </summary>
    protected virtual bool KeepsRecordedVersionAfterCommit => true;

    /// <summary>Gets a part size that the store takes and a test can afford.</summary>
    protected virtual int PartSize => 192 << 10;

    /// <summary>Opens the store. Calls within one test open the same data, as a process does after a crash.</summary>
    protected abstract Task<IDocumentStorage> CreateAsync();

    protected static byte[] RandomBytes(int length) => RandomNumberGenerator.GetBytes(length);

    protected static Checksum ChecksumOf(ReadOnlySpan<byte> bytes) => new(ChecksumAlgorithm.Md5, Convert.ToHexStringLower(CryptographicOperations.HashData(HashAlgorithmName.MD5, bytes)));

    protected static async Task<byte[]> ReadAllAsync(IDocumentStorage storage, ObjectKey key, ByteRange? range = null)
    {
        await using var stream = await storage.OpenReadAsync(key, range, Token);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Token);
        return copy.ToArray();
    }

    protected static Task<StoredObject> PutAsync(IDocumentStorage storage, ObjectKey key, byte[] content) =>
        storage.PutAsync(key, new MemoryStream(content), "application/octet-stream", Token);

    protected static async Task<List<T>> CollectAsync<T>(IAsyncEnumerable<T> items)
    {
        var all = new List<T>();
        await foreach (var item in items.WithCancellation(Token))
        {
            all.Add(item);
        }

        return all;
    }

    /// <summary>Starts an upload of three parts, the last one shorter.</summary>
    protected async Task<(MultipartUpload Upload, byte[] Content)> InitiateAsync(IDocumentStorage storage, string name = "joined")
    {
        var content = RandomBytes((2 * PartSize) + (PartSize / 3) + 1);
        return (await storage.InitiateMultipartAsync(Key(name), content.Length, PartSize, "application/pdf", Token), content);
    }

    protected static byte[] PartOf(MultipartUpload upload, byte[] content, int number) =>
        content.AsSpan((int)upload.OffsetOf(number), (int)upload.LengthOf(number)).ToArray();

    protected static Task<StoredPart> SendAsync(IDocumentStorage storage, MultipartUpload upload, byte[] content, int number, string? keepETag = null) =>
        SendBytesAsync(storage, upload, PartOf(upload, content, number), number, keepETag);

    protected static async Task<StoredPart> SendBytesAsync(IDocumentStorage storage, MultipartUpload upload, byte[] bytes, int number, string? keepETag = null)
    {
        await using var writer = await storage.OpenPartAsync(upload, number, keepETag, Token);
        foreach (var block in bytes.Chunk(50_000))
        {
            await writer.WriteAsync(block, Token);
        }

        return await writer.CommitAsync(ChecksumOf(bytes), Token);
    }

    protected static async Task<List<StoredPart>> SendAllAsync(IDocumentStorage storage, MultipartUpload upload, byte[] content)
    {
        var parts = new List<StoredPart>();
        for (var number = 1; number <= upload.TotalParts; number++)
        {
            parts.Add(await SendAsync(storage, upload, content, number));
        }

        return parts;
    }

    /// <summary>Starts to write a part and goes away, as a client does whose connection breaks.</summary>
    protected static async Task SendHalfAsync(IDocumentStorage storage, MultipartUpload upload, int number, string? keepETag = null)
    {
        await using var writer = await storage.OpenPartAsync(upload, number, keepETag, Token);
        await writer.WriteAsync(RandomBytes((int)upload.LengthOf(number) / 2), Token);
    }

    protected ObjectKey Key(string name) => ObjectKey.Parse(Prefix + name, null);
}
