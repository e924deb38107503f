using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using DocProcessing.Access;
using DocProcessing.Auditing;
using DocProcessing.Diagnostics;
using DocProcessing.Jobs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using static DocProcessing.Uploads.UploadRefusals;

namespace DocProcessing.Uploads;

internal sealed partial class UploadService(
    IUploadSessionStore sessions,
    IJobStore jobs,
    IDocumentStorage storage,
    UploadRules rules,
    UploadEnding ending,
    PartGate gate,
    DirectParts direct,
    JobLifecycle lifecycle,
    JobSubmitter submitter,
    AuditLog audit,
    ProcessingMeter meter,
    IOptions<UploadOptions> options,
    TimeProvider clock,
    ILogger<UploadService> logger) : IUploadService
{
    private const int ActiveListLimit = 1000;

    public async Task<UploadSession> InitiateAsync(Caller caller, NewDocument document, string? idempotencyKey, CancellationToken cancellationToken)
    {
        document = rules.Require(document);
        var fileSize = document.FileSize ?? throw new DocumentProcessingException(ErrorCategory.Invalid, ErrorCodes.InvalidRequest, "file_size is missing.");
        var partSize = rules.PartSizeFor(fileSize);
        var fresh = NewSession(caller, document, partSize, checked((int)((fileSize + partSize - 1) / partSize))) with
        {
            IdempotencyKey = idempotencyKey,
            RequestHash = idempotencyKey is null ? null : HashOf(document),
        };
        var session = await CreateAsync(fresh, document, options.Value.MaxOpenUploadsPerUser, cancellationToken);
        if (session.Id != fresh.Id && session.RequestHash != fresh.RequestHash)
        {
            throw new DocumentProcessingException(
                ErrorCategory.Conflict, ErrorCodes.IdempotencyConflict, "This idempotency key came before with another document.");
        }

        if (session.Id == fresh.Id)
        {
            await audit.RecordAsync(caller.UserId, AuditActions.UploadInitiated, session.Id.Value, session.Owner);
        }

        // A crash, or an outage of the store, may have left the session here: whoever asks next goes on.
        return session.Status == UploadStatus.Initiating ? await OpenOrAbandonAsync(session, document.ContentType, cancellationToken) : session;
    }

    public async Task<IPartReceiver> ReceivePartAsync(
        Caller caller, UploadId uploadId, int partNumber, Checksum? expected, CancellationToken cancellationToken)
    {
        var session = RequirePart(RequireOpen(await FindAsync(caller, uploadId, cancellationToken)), partNumber);
        var place = gate.EnterPart(uploadId, partNumber);
        try
        {
            // Looked up behind the gate: what another request has just recorded counts.
            var recorded = await sessions.FindPartAsync(uploadId, partNumber, cancellationToken);
            var upload = UploadOf(session);
            var writer = expected is not null && expected == recorded?.Checksum
                ? null
                : await storage.OpenPartAsync(upload, partNumber, recorded?.ETag, cancellationToken);
            return new PartReceiver(session, upload, partNumber, expected, recorded, writer, place, this);
        }
        catch (MultipartUploadNotFoundException)
        {
            place.Dispose();
            throw await ClosedAsync(uploadId);
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }

    public async Task<Job> CompleteAsync(Caller caller, UploadId uploadId, CancellationToken cancellationToken)
    {
        using var turn = await gate.EnterFinishAsync(uploadId, cancellationToken);
        while (true)
        {
            var session = await FindAsync(caller, uploadId, cancellationToken);
            if (session.Status == UploadStatus.Completed)
            {
                return await jobs.FindAsync(session.JobId, cancellationToken) ?? throw NotFound();
            }

            RequireOpen(session);
            var parts = await ListPartsAsync(session, cancellationToken);
            RequireAll(session, parts);
            var stored = await JoinAsync(session, parts, cancellationToken);
            var submitted = await SubmitAsync(session, stored.Length, cancellationToken);
            if (submitted is not null)
            {
                await audit.RecordAsync(caller.UserId, AuditActions.UploadCompleted, uploadId.Value, session.Owner);
                return submitted;
            }

            // Another write came first: completed by another node, or cancelled, or expired. The record tells which.
            await ending.ReleaseIfEndedAsync(uploadId);
        }
    }

    public async Task<Job> UploadAsync(Caller caller, NewDocument document, Stream content, CancellationToken cancellationToken)
    {
        document = rules.Require(document);
        RequireSimpleSize(document.FileSize ?? 0);
        var session = await CreateAsync(NewSession(caller, document, partSize: 0, totalParts: 0), document, int.MaxValue, cancellationToken);
        try
        {
            await using var counted = new CountingStream(content, RequireSimpleSize);
            var stored = await storage.PutAsync(session.ContentKey, counted, document.ContentType, cancellationToken);
            rules.RequireSize(stored.Length);
            var submitted = await SubmitAsync(session, stored.Length, cancellationToken) ?? throw await ClosedAsync(session.Id);
            meter.PartReceived(stored.Length);
            await audit.RecordAsync(caller.UserId, AuditActions.UploadCompleted, session.Id.Value, session.Owner);
            return submitted;
        }
        catch (Exception)
        {
            // Nobody knows this session's id, so nobody could resume it. Its own bookkeeping must not hide the error.
            await ending.AbandonAsync(session.Id);
            throw;
        }
    }

    public async Task<UploadState> GetAsync(Caller caller, UploadId uploadId, CancellationToken cancellationToken)
    {
        var session = RequireNotGone(await FindAsync(caller, uploadId, cancellationToken));
        return new UploadState(session, await ListPartsAsync(session, cancellationToken));
    }

    public async Task<IReadOnlyList<LinkedPart>> LinkPartsAsync(Caller caller, UploadId uploadId, IReadOnlyList<PartToLink> parts, CancellationToken cancellationToken)
    {
        var session = RequireOpen(await FindAsync(caller, uploadId, cancellationToken));
        var links = new List<LinkedPart>();
        foreach (var part in parts)
        {
            RequirePart(session, part.Number);
            RequireChecksum(part.Md5);
            links.Add(new LinkedPart(part.Number, await direct.Transfers.LinkPartAsync(UploadOf(session), part.Number, part.Md5, cancellationToken)));
        }

        return links;
    }

    public async Task<UploadSession> CancelAsync(Caller caller, UploadId uploadId, CancellationToken cancellationToken)
    {
        using var turn = await gate.EnterFinishAsync(uploadId, cancellationToken);
        var session = await FindAsync(caller, uploadId, cancellationToken);
        var cancelled = await ending.CancelAsync(session, cancellationToken);
        if (session.Status != UploadStatus.Cancelled)
        {
            await audit.RecordAsync(caller.UserId, AuditActions.UploadCancelled, uploadId.Value, session.Owner);
        }

        return cancelled;
    }

    public Task<IReadOnlyList<OpenUpload>> ListActiveAsync(Caller caller, CancellationToken cancellationToken) =>
        sessions.ListOpenAsync(caller.UserId, ActiveListLimit, cancellationToken);

    internal void RequireChecksum(Checksum? checksum)
    {
        if (checksum is null && options.Value.RequirePartChecksums)
        {
            throw new DocumentProcessingException(
                ErrorCategory.Unprocessable, ErrorCodes.ChecksumRequired, "Send every part with its MD5 or SHA-256 as chunk_hash.");
        }
    }

    /// <summary>Says why storage took a part's writer back: the upload has ended, or its parts are being joined at this moment.</summary>
    internal async Task<DocumentProcessingException> RevokedAsync(UploadId uploadId) =>
        await ClosedAsync(uploadId) is var reason and not StorageException
            ? reason
            : new DocumentProcessingException(ErrorCategory.Busy, ErrorCodes.PartBusy, "The upload's parts are being joined.") { RetryAfter = TimeSpan.FromSeconds(1) };

    internal async Task<PartReceipt> RecordPartAsync(UploadSession session, StoredPart part, CancellationToken cancellationToken)
    {
        var received = await sessions.TryRecordPartAsync(session.Id, part, clock.GetUtcNow() + options.Value.AbandonedAfter, cancellationToken)
            ?? throw await ClosedAsync(session.Id);
        meter.PartReceived(part.Length);
        return new PartReceipt(session, part, received);
    }

    internal async Task<PartReceipt> RepeatReceiptAsync(UploadSession session, StoredPart recorded, CancellationToken cancellationToken)
    {
        var received = await sessions.TryRecordPartAsync(session.Id, recorded, clock.GetUtcNow() + options.Value.AbandonedAfter, cancellationToken)
            ?? throw await ClosedAsync(session.Id);
        return new PartReceipt(session, recorded, received);
    }

    private async Task<IReadOnlyList<StoredPart>> ListPartsAsync(UploadSession session, CancellationToken cancellationToken)
    {
        var recorded = await sessions.ListPartsAsync(session.Id, cancellationToken);
        return session.Status == UploadStatus.Open ? await direct.AdoptAsync(session, UploadOf(session), recorded, cancellationToken) : recorded;
    }

    private static MultipartUpload UploadOf(UploadSession session) =>
        new(session.ContentKey, session.StorageUploadId ?? throw new InvalidOperationException("An open session has a storage upload."), session.FileSize, session.PartSize);

    private static string HashOf(NewDocument document) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(document, CoreJson.Default.NewDocument)));

    private async Task<UploadSession> FindAsync(Caller caller, UploadId uploadId, CancellationToken cancellationToken) =>
        caller.RequireContent(await sessions.FindAsync(uploadId, cancellationToken), session => session.Owner, ErrorCodes.UploadNotFound, "upload");

    /// <summary>Says why a session that was open a moment ago takes no parts now.</summary>
    private async Task<DocumentProcessingException> ClosedAsync(UploadId uploadId)
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

    private UploadSession NewSession(Caller caller, NewDocument document, long partSize, int totalParts)
    {
        var documentId = DocumentId.Create(clock);
        var now = clock.GetUtcNow();
        return new UploadSession
        {
            Id = UploadId.Create(clock),
            JobId = JobId.Create(clock),
            DocumentId = documentId,
            Owner = caller.UserId,
            Status = UploadStatus.Initiating,
            FileName = document.FileName,
            FileSize = document.FileSize ?? 0,
            PartSize = partSize,
            TotalParts = totalParts,
            ContentKey = DocumentKeys.Content(documentId),
            CreatedAt = now,
            ExpiresAt = now + options.Value.AbandonedAfter,
        };
    }

    private async Task<UploadSession> CreateAsync(UploadSession session, NewDocument document, int maxOpen, CancellationToken cancellationToken)
    {
        var job = new Job
        {
            Id = session.JobId,
            DocumentId = session.DocumentId,
            UploadId = session.Id,
            Owner = session.Owner,
            Status = JobStatus.Uploading,
            Priority = document.Priority,
            FileName = session.FileName,
            FileSize = session.FileSize,
            ContentType = document.ContentType ?? Validation.ContentTypes.Unknown,
            DocumentType = document.DocumentType,
            Options = document.Options,
            ContentKey = session.ContentKey,
            CreatedAt = session.CreatedAt,
            TraceParent = Activity.Current?.Id,
        };
        var created = await sessions.CreateAsync(session, job, lifecycle.Describe(job, 0, "Waiting for the document"), maxOpen, cancellationToken)
            ?? throw new DocumentProcessingException(
                ErrorCategory.LimitReached, ErrorCodes.TooManyUploads, $"At most {maxOpen} uploads may be open. Complete or cancel one first.")
            {
                RetryAfter = TimeSpan.FromSeconds(10),
            };
        if (created.Id == session.Id)
        {
            LogInitiated(session.Id, session.JobId, session.FileSize, session.TotalParts);
        }

        return created;
    }

    private async Task<UploadSession> OpenOrAbandonAsync(UploadSession session, string? contentType, CancellationToken cancellationToken)
    {
        try
        {
            return await OpenAsync(session, contentType, cancellationToken);
        }
        catch (Exception) when (session.IdempotencyKey is null)
        {
            // Without a key nobody can come back to this session, and it would count as open until it expires.
            await ending.AbandonAsync(session.Id);
            throw;
        }
    }

    private async Task<UploadSession> OpenAsync(UploadSession session, string? contentType, CancellationToken cancellationToken)
    {
        var upload = await storage.InitiateMultipartAsync(session.ContentKey, session.FileSize, session.PartSize, contentType, cancellationToken);

        // From here on without the caller's token: a client that goes away must not leave the upload without its record.
        var open = await sessions.TryUpdateAsync(session with { Status = UploadStatus.Open, StorageUploadId = upload.Id }, CancellationToken.None);
        if (open is not null)
        {
            return open;
        }

        // A repeated request, or a cancel, came first. Ours is of no use to anybody.
        await storage.AbortMultipartAsync(upload.Key, upload.Id, CancellationToken.None);
        return RequireNotGone(await sessions.FindAsync(session.Id, cancellationToken) ?? throw NotFound());
    }

    private async Task<StoredObject> JoinAsync(UploadSession session, IReadOnlyList<StoredPart> parts, CancellationToken cancellationToken)
    {
        try
        {
            return await storage.CompleteMultipartAsync(UploadOf(session), parts, cancellationToken);
        }
        catch (InvalidPartsException invalid)
        {
            LogPartsInvalid(session.Id, invalid.PartNumbers.Count);
            await sessions.ForgetPartsAsync(session.Id, [.. invalid.PartNumbers], cancellationToken);
            throw MissingParts(invalid.PartNumbers);
        }
        catch (MultipartUploadNotFoundException)
        {
            throw await ClosedAsync(session.Id);
        }
    }

    /// <summary>Completes the session and makes its job pending in one step; from then on the document is accepted.</summary>
    private async Task<Job?> SubmitAsync(UploadSession session, long fileSize, CancellationToken cancellationToken)
    {
        while (true)
        {
            var job = await jobs.FindAsync(session.JobId, cancellationToken) ?? throw NotFound();
            var present = await sessions.FindAsync(session.Id, cancellationToken) ?? throw NotFound();
            if (present.Status.IsTerminal())
            {
                return null;
            }

            var pending = lifecycle.Submit(job, fileSize);
            var submitted = await sessions.TryUpdateAsync(
                present with { Status = UploadStatus.Completed, FileSize = fileSize }, pending, lifecycle.Describe(pending, 0, "Waiting for a worker"), cancellationToken);
            if (submitted is not null)
            {
                LogSubmitted(session.Id, session.JobId, fileSize);
                await submitter.SubmitAsync(submitted, CancellationToken.None);
                return submitted.Job;
            }
        }
    }

    private void RequireSimpleSize(long size)
    {
        if (size > options.Value.SimpleUploadMaxBytes)
        {
            throw new DocumentProcessingException(
                ErrorCategory.TooLarge,
                ErrorCodes.UseChunkedUpload,
                $"One request takes at most {options.Value.SimpleUploadMaxBytes} bytes. Start with POST /api/v1/documents/upload/initiate and send the file in parts.");
        }
    }
}
