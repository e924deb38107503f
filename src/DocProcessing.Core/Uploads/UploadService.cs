using DocProcessing.Access;
using DocProcessing.Auditing;
using DocProcessing.Diagnostics;
using Microsoft.Extensions.Options;
using static DocProcessing.Uploads.UploadRefusals;

namespace DocProcessing.Uploads;

/// <summary>Checks who may do what with an upload, and has it done.</summary>
internal sealed class UploadService(
    IUploadSessionStore sessions,
    IJobStore jobs,
    IDocumentStorage storage,
    UploadRules rules,
    UploadStart start,
    UploadCompletion completion,
    UploadEnding ending,
    PartGate gate,
    PartHashers hashers,
    PartRecords records,
    DirectParts direct,
    AuditLog audit,
    ProcessingMeter meter,
    IOptions<UploadOptions> options) : IUploadService
{
    private const int ActiveListLimit = 1000;

    public async Task<UploadSession> InitiateAsync(Caller caller, NewDocument document, string? idempotencyKey, CancellationToken cancellationToken)
    {
        document = rules.Require(document);
        var fileSize = document.FileSize ?? throw new DocumentProcessingException(ErrorCategory.Invalid, ErrorCodes.InvalidRequest, "file_size is missing.");
        var fresh = start.Plan(caller, document, fileSize, rules.PartSizeFor(fileSize), idempotencyKey);
        var session = await start.CreateAsync(fresh, UploadStart.JobOf(fresh, document), options.Value.MaxOpenUploadsPerUser, cancellationToken);
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
        return session.Status == UploadStatus.Initiating ? await start.OpenAsync(session, document.ContentType, cancellationToken) : session;
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
            var upload = PartRecords.UploadOf(session);
            var writer = expected is not null && expected == recorded?.Checksum
                ? null
                : await storage.OpenPartAsync(upload, partNumber, recorded?.ETag, cancellationToken);
            return new PartReceiver(session, upload, partNumber, expected, recorded, writer, hashers.Create(expected?.Algorithm), place, records);
        }
        catch (MultipartUploadNotFoundException)
        {
            place.Dispose();
            throw await records.ClosedAsync(uploadId);
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
            var parts = await records.ListAsync(session, cancellationToken);
            RequireAll(session, parts);
            var stored = await completion.JoinAsync(session, parts, cancellationToken);
            if (await completion.SubmitAsync(caller, session, job: null, stored.Length, cancellationToken) is { } submitted)
            {
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
        var planned = start.Plan(caller, document);
        var job = UploadStart.JobOf(planned, document);
        var session = await start.CreateAsync(planned, job, int.MaxValue, cancellationToken);
        try
        {
            await using var counted = new CountingStream(content, RequireSimpleSize);
            var stored = await storage.PutAsync(session.ContentKey, counted, document.ContentType, cancellationToken);
            rules.RequireSize(stored.Length);
            var submitted = await completion.SubmitAsync(caller, session, job, stored.Length, cancellationToken) ?? throw await records.ClosedAsync(session.Id);
            meter.PartReceived(stored.Length);
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
        return new UploadState(session, await records.ListAsync(session, cancellationToken));
    }

    public async Task<IReadOnlyList<LinkedPart>> LinkPartsAsync(Caller caller, UploadId uploadId, IReadOnlyList<PartToLink> parts, CancellationToken cancellationToken)
    {
        var session = RequireOpen(await FindAsync(caller, uploadId, cancellationToken));
        var links = new List<LinkedPart>();
        foreach (var part in parts)
        {
            RequirePart(session, part.Number);
            records.RequireChecksum(part.Md5);
            links.Add(new LinkedPart(part.Number, await direct.Transfers.LinkPartAsync(PartRecords.UploadOf(session), part.Number, part.Md5, cancellationToken)));
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

    private async Task<UploadSession> FindAsync(Caller caller, UploadId uploadId, CancellationToken cancellationToken) =>
        caller.RequireContent(await sessions.FindAsync(uploadId, cancellationToken), session => session.Owner, ErrorCodes.UploadNotFound, "upload");

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
