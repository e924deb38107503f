using DocProcessing.Diagnostics;
using Microsoft.Extensions.Options;
using static DocProcessing.Uploads.UploadRefusals;

namespace DocProcessing.Uploads;

/// <summary>The parts of an upload on record, and why one cannot get there.</summary>
internal sealed class PartRecords(IUploadSessionStore sessions, DirectParts direct, ProcessingMeter meter, IOptions<UploadOptions> options, TimeProvider clock)
{
    /// <summary>Tells what an open session is to storage.</summary>
    public static MultipartUpload UploadOf(UploadSession session) =>
        new(session.ContentKey, session.StorageUploadId ?? throw new InvalidOperationException("An open session has a storage upload."), session.FileSize, session.PartSize);

    /// <summary>Puts a part on record, which prolongs its session; one that is on record already is not counted again.</summary>
    public async Task<PartReceipt> RecordAsync(UploadSession session, StoredPart part, bool isNew, CancellationToken cancellationToken)
    {
        var received = await sessions.TryRecordPartAsync(session.Id, part, clock.GetUtcNow() + options.Value.AbandonedAfter, cancellationToken)
            ?? throw await ClosedAsync(session.Id);
        if (isNew)
        {
            meter.PartReceived(part.Length);
        }

        return new PartReceipt(session, part, received);
    }

    /// <summary>Lists the parts on record, those included that clients have sent to the store themselves.</summary>
    public async Task<IReadOnlyList<StoredPart>> ListAsync(UploadSession session, CancellationToken cancellationToken)
    {
        var recorded = await sessions.ListPartsAsync(session.Id, cancellationToken);
        return session.Status == UploadStatus.Open ? await direct.AdoptAsync(session, UploadOf(session), recorded, cancellationToken) : recorded;
    }

    public void RequireChecksum(Checksum? checksum)
    {
        if (checksum is null && options.Value.RequirePartChecksums)
        {
            throw new DocumentProcessingException(
                ErrorCategory.Unprocessable, ErrorCodes.ChecksumRequired, "Send every part with its MD5 or SHA-256 as chunk_hash.");
        }
    }

    /// <summary>Says why storage took a part's writer back: the upload has ended, or its parts are being joined at this moment.</summary>
    public async Task<DocumentProcessingException> RevokedAsync(UploadId uploadId) =>
        await ClosedAsync(uploadId) is var reason and not StorageException
            ? reason
            : new DocumentProcessingException(ErrorCategory.Busy, ErrorCodes.PartBusy, "The upload's parts are being joined.") { RetryAfter = TimeSpan.FromSeconds(1) };

    /// <summary>Says why a session that was open a moment ago takes no parts now.</summary>
    public async Task<DocumentProcessingException> ClosedAsync(UploadId uploadId)
    {
        try
        {
            RequireOpen(await sessions.FindAsync(uploadId, CancellationToken.None) ?? throw NotFound());
            return new StorageException("The upload is on record, but storage no longer has it.");
        }
        catch (DocumentProcessingException reason)
        {
            return reason;
        }
    }
}
