using Microsoft.Extensions.Options;

namespace DocProcessing.Uploads;

/// <summary>Parts that clients send to the store themselves, where it offers that: their links, and their records once they have arrived.</summary>
internal sealed class DirectParts(IDocumentStorage storage, IUploadSessionStore sessions, IOptions<UploadOptions> options, TimeProvider clock)
{
    private readonly IDirectTransfers? _transfers = storage.FindCapability<IDirectTransfers>();

    /// <exception cref="DocumentProcessingException">This host offers no links.</exception>
    public IDirectTransfers Transfers => _transfers ?? throw new DocumentProcessingException(
        ErrorCategory.Conflict, ErrorCodes.LinksNotOffered, "This host gives no links to its store: send chunks, and read content, here.");

    /// <summary>Records the parts that are in the store and not yet on record. Each must have its length; the whole is hashed when it is processed.</summary>
    /// <returns>All parts on record, by number.</returns>
    public async Task<IReadOnlyList<StoredPart>> AdoptAsync(
        UploadSession session, MultipartUpload upload, IReadOnlyList<StoredPart> recorded, CancellationToken cancellationToken)
    {
        if (_transfers is null || recorded.Count == session.TotalParts)
        {
            return recorded;
        }

        var known = recorded.ToDictionary(part => part.Number);
        await foreach (var part in storage.ListPartsAsync(upload, cancellationToken))
        {
            if (part.Number <= session.TotalParts && part.Length == upload.LengthOf(part.Number) && known.TryAdd(part.Number, part))
            {
                await sessions.TryRecordPartAsync(session.Id, part, clock.GetUtcNow() + options.Value.AbandonedAfter, cancellationToken);
            }
        }

        return [.. known.Values.OrderBy(part => part.Number)];
    }
}
