namespace DocProcessing.Conformance;

/// <summary>Passes every call on: the base of storages that do one thing otherwise.</summary>
public class StorageDecorator(IDocumentStorage inner) : IDocumentStorage
{
    public virtual StorageLimits Limits => inner.Limits;

    public virtual Task<StoredObject> PutAsync(ObjectKey key, Stream content, string? contentType, CancellationToken cancellationToken) =>
        inner.PutAsync(key, content, contentType, cancellationToken);

    public virtual Task<Stream> OpenReadAsync(ObjectKey key, ByteRange? range, CancellationToken cancellationToken) =>
        inner.OpenReadAsync(key, range, cancellationToken);

    public virtual Task<StoredObject?> StatAsync(ObjectKey key, CancellationToken cancellationToken) => inner.StatAsync(key, cancellationToken);

    public virtual IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken) => inner.ListAsync(prefix, cancellationToken);

    public virtual Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken) => inner.DeleteAsync(key, cancellationToken);

    public virtual Task<MultipartUpload> InitiateMultipartAsync(
        ObjectKey key, long length, long partSize, string? contentType, CancellationToken cancellationToken) =>
        inner.InitiateMultipartAsync(key, length, partSize, contentType, cancellationToken);

    public virtual ValueTask<IPartWriter> OpenPartAsync(MultipartUpload upload, int partNumber, string? keepETag, CancellationToken cancellationToken) =>
        inner.OpenPartAsync(upload, partNumber, keepETag, cancellationToken);

    public virtual IAsyncEnumerable<StoredPart> ListPartsAsync(MultipartUpload upload, CancellationToken cancellationToken) =>
        inner.ListPartsAsync(upload, cancellationToken);

    public virtual Task<StoredObject> CompleteMultipartAsync(MultipartUpload upload, IReadOnlyList<StoredPart> parts, CancellationToken cancellationToken) =>
        inner.CompleteMultipartAsync(upload, parts, cancellationToken);

    public virtual Task AbortMultipartAsync(ObjectKey key, string uploadId, CancellationToken cancellationToken) =>
        inner.AbortMultipartAsync(key, uploadId, cancellationToken);

    public virtual IAsyncEnumerable<ListedMultipartUpload> ListMultipartAsync(string prefix, CancellationToken cancellationToken) =>
        inner.ListMultipartAsync(prefix, cancellationToken);
}
