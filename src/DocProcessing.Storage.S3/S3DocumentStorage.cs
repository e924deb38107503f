using Microsoft.Extensions.Options;

namespace DocProcessing.S3;

/// <summary>Storage on S3 and its like, for any number of nodes.</summary>
internal sealed class S3DocumentStorage(
    S3Objects objects, S3Put put, S3Multipart multipart, UploadBuffers buffers, S3DirectTransfers links, IOptions<S3StorageOptions> options) : IDocumentStorage
{
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html
    private const long MinPartSize = 5L << 20;
    private const int MaxParts = 10_000;

    public StorageLimits Limits { get; } = new(MinPartSize, options.Value.MaxBufferedBytes, MaxParts);

    public TCapability? FindCapability<TCapability>()
        where TCapability : class => options.Value.OfferDirectTransfers ? links as TCapability : null;

    public Task<StoredObject> PutAsync(ObjectKey key, Stream content, string? contentType, CancellationToken cancellationToken) =>
        put.PutAsync(key, content, contentType, cancellationToken);

    public Task<Stream> OpenReadAsync(ObjectKey key, ByteRange? range, CancellationToken cancellationToken) => objects.OpenReadAsync(key, range, cancellationToken);

    public Task<StoredObject?> StatAsync(ObjectKey key, CancellationToken cancellationToken) => objects.StatAsync(key, cancellationToken);

    public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken) => objects.ListAsync(prefix, cancellationToken);

    public Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken) => objects.DeleteAsync(key, cancellationToken);

    public async Task<MultipartUpload> InitiateMultipartAsync(ObjectKey key, long length, long partSize, string? contentType, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(partSize, Limits.MinPartSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(partSize, Limits.MaxPartSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((length - 1) / partSize, MaxParts - 1, nameof(length));
        return new MultipartUpload(key, await multipart.InitiateAsync(key, length, contentType, cancellationToken), length, partSize);
    }

    /// <summary>Makes room for a part. The version on record stays until the new one is sent, whole: the store replaces parts at once.</summary>
    public async ValueTask<IPartWriter> OpenPartAsync(MultipartUpload upload, int partNumber, string? keepETag, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(upload);
        ArgumentOutOfRangeException.ThrowIfLessThan(partNumber, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(partNumber, upload.TotalParts);
        return upload.Id.Length == 0
            ? throw new MultipartUploadNotFoundException(upload.Key)
            : new S3PartWriter(upload, partNumber, await buffers.RentAsync(upload.LengthOf(partNumber), cancellationToken), multipart);
    }

    public IAsyncEnumerable<StoredPart> ListPartsAsync(MultipartUpload upload, CancellationToken cancellationToken) => multipart.ListPartsAsync(upload, cancellationToken);

    public Task<StoredObject> CompleteMultipartAsync(MultipartUpload upload, IReadOnlyList<StoredPart> parts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(upload);
        ArgumentNullException.ThrowIfNull(parts);
        return multipart.CompleteAsync(upload, parts, cancellationToken);
    }

    public Task AbortMultipartAsync(ObjectKey key, string uploadId, CancellationToken cancellationToken) => multipart.AbortAsync(key, uploadId, cancellationToken);

    public IAsyncEnumerable<ListedMultipartUpload> ListMultipartAsync(string prefix, CancellationToken cancellationToken) => multipart.ListAsync(prefix, cancellationToken);
}
