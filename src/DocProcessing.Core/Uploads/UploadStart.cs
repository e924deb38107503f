using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using DocProcessing.Jobs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using static DocProcessing.Uploads.UploadRefusals;

namespace DocProcessing.Uploads;

/// <summary>Starts uploads: first on record, session and job in one step, then in storage.</summary>
internal sealed partial class UploadStart(
    IUploadSessionStore sessions,
    IDocumentStorage storage,
    UploadEnding ending,
    JobLifecycle lifecycle,
    IOptions<UploadOptions> options,
    TimeProvider clock,
    ILogger<UploadStart> logger)
{
    /// <summary>Makes a session for parts of a size; it is on no record yet.</summary>
    public UploadSession Plan(Caller caller, NewDocument document, long fileSize, long partSize, string? idempotencyKey) =>
        Plan(caller, document) with
        {
            PartSize = partSize,
            TotalParts = checked((int)((fileSize + partSize - 1) / partSize)),
            IdempotencyKey = idempotencyKey,
            RequestHash = idempotencyKey is null ? null : HashOf(document),
        };

    /// <summary>Makes a session for a document that comes whole.</summary>
    public UploadSession Plan(Caller caller, NewDocument document)
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
            PartSize = 0,
            TotalParts = 0,
            ContentKey = DocumentKeys.Content(documentId),
            CreatedAt = now,
            ExpiresAt = now + options.Value.AbandonedAfter,
        };
    }

    /// <summary>Makes the job of a session.</summary>
    public static Job JobOf(UploadSession session, NewDocument document) => new()
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

    /// <summary>Records a session with its job.</summary>
    /// <returns>The session on record: an earlier one, when the idempotency key came before.</returns>
    public async Task<UploadSession> CreateAsync(UploadSession session, Job job, int maxOpen, CancellationToken cancellationToken)
    {
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

    /// <summary>Starts the upload in storage, after which the session takes parts.</summary>
    public async Task<UploadSession> OpenAsync(UploadSession session, string? contentType, CancellationToken cancellationToken)
    {
        try
        {
            return await InitiateAsync(session, contentType, cancellationToken);
        }
        catch (Exception) when (session.IdempotencyKey is null)
        {
            // Without a key nobody can come back to this session, and it would count as open until it expires.
            await ending.AbandonAsync(session.Id);
            throw;
        }
    }

    private async Task<UploadSession> InitiateAsync(UploadSession session, string? contentType, CancellationToken cancellationToken)
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

    private static string HashOf(NewDocument document) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(document, CoreJson.Default.NewDocument)));

    [LoggerMessage(100, LogLevel.Information, "Upload {UploadId} of job {JobId} started: {Bytes} bytes in {Parts} parts")]
    private partial void LogInitiated(UploadId uploadId, JobId jobId, long bytes, int parts);
}
