namespace DocProcessing;

/// <summary>The slot for bytes: objects by key, and multipart uploads whose parts arrive in any order, in parallel and again.</summary>
/// <remarks>
/// Every member may throw <see cref="StorageUnavailableException"/> when the store is out of reach for now, and
/// <see cref="StorageException"/> when it refuses.
/// </remarks>
public interface IDocumentStorage
{
    /// <summary>Gets what this store accepts.</summary>
    StorageLimits Limits { get; }

    /// <summary>Finds what this store can do beyond this interface, such as <see cref="ILocalFileAccess"/>.</summary>
    /// <typeparam name="TCapability">The optional interface.</typeparam>
    /// <returns>The capability, or <see langword="null"/>: the caller lives without it.</returns>
    /// <remarks>
    /// Ask here, never with <see langword="is"/>: a store may stand behind decorators. A decorator hands on what stays true through it,
    /// <c>inner.FindCapability&lt;TCapability&gt;()</c>; one that changes the bytes must not hand on what would give them away unchanged.
    /// Left as it is, this finds what the class itself implements, and nothing of a store inside.
    /// </remarks>
    TCapability? FindCapability<TCapability>()
        where TCapability : class => this as TCapability;

    /// <summary>Stores an object, or replaces it whole: a reader sees the old content or the new, never a mixture.</summary>
    /// <param name="key">Where to store it.</param>
    /// <param name="content">The bytes, read once from the stream's position to its end.</param>
    /// <param name="contentType">The media type to keep beside it, where the store can; <see langword="null"/> for none.</param>
    /// <param name="cancellationToken">Stops the write; nothing is stored then.</param>
    /// <returns>The stored object, durable: synced before this returns.</returns>
    Task<StoredObject> PutAsync(ObjectKey key, Stream content, string? contentType, CancellationToken cancellationToken);

    /// <summary>Opens an object for reading.</summary>
    /// <param name="key">The object.</param>
    /// <param name="range">The bytes to read, cut to the object's end; <see langword="null"/> for all.</param>
    /// <param name="cancellationToken">Stops waiting for the first byte.</param>
    /// <returns>The bytes; the caller disposes the stream. It need not be seekable.</returns>
    /// <exception cref="ObjectNotFoundException">There is no such object.</exception>
    Task<Stream> OpenReadAsync(ObjectKey key, ByteRange? range, CancellationToken cancellationToken);

    /// <summary>Looks an object up.</summary>
    /// <param name="key">The object.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>What the store knows of it, or <see langword="null"/>.</returns>
    Task<StoredObject?> StatAsync(ObjectKey key, CancellationToken cancellationToken);

    /// <summary>Lists the objects whose key starts with a prefix, in the key's ordinal order.</summary>
    /// <param name="prefix">The start of the keys, compared as plain text; empty for all.</param>
    /// <param name="cancellationToken">Stops listing.</param>
    /// <returns>The objects. Parts of uploads under way are not among them.</returns>
    IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Deletes an object; one that does not exist is no error.</summary>
    /// <param name="key">The object.</param>
    /// <param name="cancellationToken">Stops waiting. The object may be gone.</param>
    /// <returns>A task that ends when the object is gone.</returns>
    Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken);

    /// <summary>Starts a multipart upload.</summary>
    /// <param name="key">Where the joined object will be stored; used for no other upload.</param>
    /// <param name="length">The size of the whole in bytes, at least 1.</param>
    /// <param name="partSize">The size in bytes of every part but the last, within <see cref="Limits"/>.</param>
    /// <param name="contentType">The media type of the joined object; <see langword="null"/> for none.</param>
    /// <param name="cancellationToken">Stops waiting. The upload may have been started: it is listed then.</param>
    /// <returns>The upload.</returns>
    Task<MultipartUpload> InitiateMultipartAsync(ObjectKey key, long length, long partSize, string? contentType, CancellationToken cancellationToken);

    /// <summary>Opens a part for writing. Different parts may be written at the same time; one part by one writer at a time.</summary>
    /// <param name="upload">The upload.</param>
    /// <param name="partNumber">The part, from 1.</param>
    /// <param name="keepETag">
    /// The version of this part that the caller has on record, if any. Its bytes stay whole, whatever the new writer does,
    /// until the upload completes or a later write names another version here.
    /// </param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>
    /// The writer; disposing it without a commit leaves the part as it was. One that is open when the parts are joined, or the
    /// upload is aborted, takes and commits nothing more: it throws <see cref="MultipartUploadNotFoundException"/>.
    /// </returns>
    /// <exception cref="MultipartUploadNotFoundException">The upload is unknown, completed or aborted.</exception>
    /// <exception cref="DocumentProcessingException">
    /// The parts are being joined, so that what came now would be lost (<see cref="ErrorCodes.PartBusy"/>): ask again when
    /// <see cref="DocumentProcessingException.RetryAfter"/> has passed. A store that cannot know of a join refuses the commit instead.
    /// </exception>
    ValueTask<IPartWriter> OpenPartAsync(MultipartUpload upload, int partNumber, string? keepETag, CancellationToken cancellationToken);

    /// <summary>Lists the parts that are stored, by number, each in its newest version.</summary>
    /// <param name="upload">The upload.</param>
    /// <param name="cancellationToken">Stops listing.</param>
    /// <returns>The parts.</returns>
    /// <exception cref="MultipartUploadNotFoundException">The upload is unknown, completed or aborted.</exception>
    IAsyncEnumerable<StoredPart> ListPartsAsync(MultipartUpload upload, CancellationToken cancellationToken);

    /// <summary>Joins the parts into one object.</summary>
    /// <param name="upload">The upload.</param>
    /// <param name="parts">Every part as recorded, in any order; numbers start at 1 and leave no gap.</param>
    /// <param name="cancellationToken">Stops waiting. The object may still appear.</param>
    /// <returns>The joined object, durable: data and directory are synced before this returns.</returns>
    /// <remarks>Completing twice returns the same object.</remarks>
    /// <exception cref="MultipartUploadNotFoundException">The upload is unknown or aborted, and no object stands at its key.</exception>
    /// <exception cref="InvalidPartsException">A part is missing, of another version, or no longer what was stored; it names them.</exception>
    Task<StoredObject> CompleteMultipartAsync(MultipartUpload upload, IReadOnlyList<StoredPart> parts, CancellationToken cancellationToken);

    /// <summary>Drops a multipart upload with all its parts; an unknown one is no error.</summary>
    /// <param name="key">The upload's key.</param>
    /// <param name="uploadId">The store's id for the upload.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when the parts are gone.</returns>
    Task AbortMultipartAsync(ObjectKey key, string uploadId, CancellationToken cancellationToken);

    /// <summary>Lists the multipart uploads under way whose key starts with a prefix.</summary>
    /// <param name="prefix">The start of the keys, compared as plain text; empty for all.</param>
    /// <param name="cancellationToken">Stops listing.</param>
    /// <returns>The uploads, in no order.</returns>
    IAsyncEnumerable<ListedMultipartUpload> ListMultipartAsync(string prefix, CancellationToken cancellationToken);
}
