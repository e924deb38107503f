using System.Security.Cryptography;
using Amazon.S3;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DocProcessing.S3.Tests;

/// <summary>A test with adapters of its own, in a part of the bucket of its own.</summary>
public abstract class S3Test(S3Server server) : IDisposable
{
    protected const int PartSize = 5 << 20;

    private readonly List<IDisposable> _opened = [];

    protected S3Server Server => server;

    protected string Prefix { get; } = $"test-{Guid.NewGuid():n}/";

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected AmazonS3Client Client => field ??= Open(server.OpenClient());

    public void Dispose()
    {
        _opened.ForEach(opened => opened.Dispose());
        GC.SuppressFinalize(this);
    }

    protected IHost Build(Action<S3StorageOptions>? configure = null, bool isSecure = false, Action<IServiceCollection>? replace = null) => Open(server.Build(
        options =>
        {
            options.KeyPrefix = Prefix;
            configure?.Invoke(options);
        },
        isSecure,
        replace));

    protected IDocumentStorage Storage(Action<S3StorageOptions>? configure = null) => Build(configure).Services.GetRequiredService<IDocumentStorage>();

    protected static ObjectKey Key(string name) => ObjectKey.Parse(name, null);

    protected static byte[] RandomBytes(int length) => RandomNumberGenerator.GetBytes(length);

    protected static Checksum Md5(ReadOnlySpan<byte> bytes) => new(ChecksumAlgorithm.Md5, Convert.ToHexStringLower(MD5.HashData(bytes)));

    protected static async Task<StoredPart> SendAsync(IDocumentStorage storage, MultipartUpload upload, int number, byte[] bytes, Checksum? checksum = null)
    {
        await using var writer = await storage.OpenPartAsync(upload, number, null, Stop);
        await writer.WriteAsync(bytes, Stop);
        return await writer.CommitAsync(checksum ?? Md5(bytes), Stop);
    }

    protected static async Task<byte[]> ReadAsync(IDocumentStorage storage, ObjectKey key)
    {
        await using var stream = await storage.OpenReadAsync(key, null, Stop);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Stop);
        return copy.ToArray();
    }

    private T Open<T>(T opened)
        where T : IDisposable
    {
        _opened.Add(opened);
        return opened;
    }
}
