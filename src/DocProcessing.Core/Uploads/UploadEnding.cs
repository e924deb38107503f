using DocProcessing.Jobs;
using DocProcessing.Progress;
using Microsoft.Extensions.Logging;

namespace DocProcessing.Uploads;

/// <summary>Ends uploads that will not complete: first on record, then in storage. What a crash leaves between the two, housekeeping finds.</summary>
internal sealed partial class UploadEnding(
    IUploadSessionStore sessions,
    IJobStore jobs,
    IDocumentStorage storage,
    JobLeftovers leftovers,
    JobLifecycle lifecycle,
    ProgressPublisher publisher,
    ILogger<UploadEnding> logger)
{
    /// <summary>Cancels a session with its job, and releases its bytes. Cancelling twice is no error.</summary>
    public async Task<UploadSession> CancelAsync(UploadSession session, CancellationToken cancellationToken)
    {
        while (!session.Status.IsTerminal())
        {
            await TryEndAsync(session, UploadStatus.Cancelled, JobStatus.Cancelled, "The upload was cancelled", cancellationToken);
            session = await sessions.FindAsync(session.Id, cancellationToken)
                ?? throw new DocumentProcessingException(ErrorCategory.NotFound, ErrorCodes.UploadNotFound, "There is no such upload.");
        }

        return session.Status switch
        {
            UploadStatus.Completed => throw new DocumentProcessingException(
                ErrorCategory.Conflict, ErrorCodes.UploadCompleted, "The upload is complete. Cancel its job instead."),
            UploadStatus.Expired => throw new DocumentProcessingException(
                ErrorCategory.Gone, ErrorCodes.UploadExpired, "The upload was abandoned and has expired."),
            _ => await ReleaseAsync(session, cancellationToken),
        };
    }

    /// <summary>Ends an abandoned session with its job, and releases its bytes; not when a part has prolonged it meanwhile.</summary>
    public async Task ExpireAsync(UploadSession session, CancellationToken cancellationToken)
    {
        if (await TryEndAsync(session, UploadStatus.Expired, JobStatus.Expired, "The upload was abandoned", cancellationToken)
            && await sessions.FindAsync(session.Id, cancellationToken) is { } expired)
        {
            await ReleaseAsync(expired, cancellationToken);
        }
    }

    /// <summary>Removes what an ended session has in storage, and records that it is gone.</summary>
    public async Task<UploadSession> ReleaseAsync(UploadSession session, CancellationToken cancellationToken)
    {
        if (session.BytesReleased)
        {
            return session;
        }

        // By key rather than by id: a crash between storage's answer and our record loses the id, not the upload.
        if (session.TotalParts > 0)
        {
            await leftovers.AbortUploadsAsync(session.ContentKey, cancellationToken);
        }

        await storage.DeleteAsync(session.ContentKey, cancellationToken);
        return await sessions.TryUpdateAsync(session with { BytesReleased = true }, cancellationToken) ?? session;
    }

    /// <summary>Releases the bytes of a session that was ended while they were being written or joined.</summary>
    public async Task ReleaseIfEndedAsync(UploadId id)
    {
        if (await sessions.FindAsync(id, CancellationToken.None) is { Status: UploadStatus.Cancelled or UploadStatus.Expired } ended)
        {
            await ReleaseAsync(ended with { BytesReleased = false }, CancellationToken.None);
        }
    }

    /// <summary>Ends an upload that nobody can go on with, as well as it can be done now; housekeeping does it otherwise.</summary>
    public async Task AbandonAsync(UploadId id)
    {
        try
        {
            if (await sessions.FindAsync(id, CancellationToken.None) is { } session && !session.Status.IsTerminal())
            {
                await CancelAsync(session, CancellationToken.None);
            }

            // Somebody else may have ended it while its bytes were still being written.
            await ReleaseIfEndedAsync(id);
        }
        catch (DocumentProcessingException exception)
        {
            LogAbandonFailed(exception, id);
        }
    }

    private async Task<bool> TryEndAsync(UploadSession session, UploadStatus status, JobStatus jobStatus, string message, CancellationToken cancellationToken)
    {
        var job = await jobs.FindAsync(session.JobId, cancellationToken) ?? throw new InvalidOperationException("A session that is not at its end has a job.");
        if (job.Status != JobStatus.Uploading)
        {
            // The session has just been completed or ended with it: look at the session again.
            return false;
        }

        var ended = lifecycle.Finish(job, jobStatus);
        var update = await sessions.TryUpdateAsync(session with { Status = status }, ended, lifecycle.Describe(ended, 0, message), cancellationToken);
        if (update is null)
        {
            return false;
        }

        LogEnded(session.Id, status);
        await publisher.PublishAsync(update.Job, update.Progress);
        return true;
    }

    [LoggerMessage(103, LogLevel.Information, "Upload {UploadId} is {Status}")]
    private partial void LogEnded(UploadId uploadId, UploadStatus status);

    [LoggerMessage(104, LogLevel.Warning, "Upload {UploadId} was abandoned, but could not be ended; housekeeping will")]
    private partial void LogAbandonFailed(Exception exception, UploadId uploadId);
}
