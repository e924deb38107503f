using DocProcessing.Access;
using DocProcessing.Auditing;
using DocProcessing.Jobs;
using Microsoft.Extensions.Logging;
using static DocProcessing.Uploads.UploadRefusals;

namespace DocProcessing.Uploads;

/// <summary>Makes a document of its parts, and a waiting job of its session.</summary>
internal sealed partial class UploadCompletion(
    IUploadSessionStore sessions,
    IJobStore jobs,
    IDocumentStorage storage,
    PartRecords parts,
    JobLifecycle lifecycle,
    JobSubmitter submitter,
    AuditLog audit,
    ILogger<UploadCompletion> logger)
{
    /// <summary>Joins the recorded parts. Those that storage no longer holds whole are forgotten, and told as missing.</summary>
    public async Task<StoredObject> JoinAsync(UploadSession session, IReadOnlyList<StoredPart> recorded, CancellationToken cancellationToken)
    {
        try
        {
            return await storage.CompleteMultipartAsync(PartRecords.UploadOf(session), recorded, cancellationToken);
        }
        catch (InvalidPartsException invalid)
        {
            LogPartsInvalid(session.Id, invalid.PartNumbers.Count);
            await sessions.ForgetPartsAsync(session.Id, [.. invalid.PartNumbers], cancellationToken);
            throw MissingParts(invalid.PartNumbers);
        }
        catch (MultipartUploadNotFoundException)
        {
            throw await parts.ClosedAsync(session.Id);
        }
    }

    /// <summary>Completes the session and makes its job pending in one step; from then on the document is accepted.</summary>
    /// <param name="caller">Who completes it, for the audit trail.</param>
    /// <param name="session">The session as last seen.</param>
    /// <param name="job">Its job as last seen; <see langword="null"/> to look both up.</param>
    /// <param name="fileSize">The size of what is stored.</param>
    /// <param name="cancellationToken">Stops waiting. The document may be accepted.</param>
    /// <returns>The job; <see langword="null"/> when the session is at its end already.</returns>
    public async Task<Job?> SubmitAsync(Caller caller, UploadSession session, Job? job, long fileSize, CancellationToken cancellationToken)
    {
        var present = session;
        while (true)
        {
            if (job is null)
            {
                job = await jobs.FindAsync(session.JobId, cancellationToken) ?? throw NotFound();
                present = await sessions.FindAsync(session.Id, cancellationToken) ?? throw NotFound();
            }

            if (present.Status.IsTerminal())
            {
                return null;
            }

            var completed = present with { Status = UploadStatus.Completed, FileSize = fileSize };
            if (await WriteAsync(caller, completed, lifecycle.Submit(job, fileSize), cancellationToken) is { } submitted)
            {
                LogSubmitted(session.Id, session.JobId, fileSize);
                await submitter.SubmitAsync(submitted, CancellationToken.None);
                return submitted.Job;
            }

            // Another write came first: look what it was.
            job = null;
        }
    }

    private async Task<JobUpdate?> WriteAsync(Caller caller, UploadSession completed, Job pending, CancellationToken cancellationToken)
    {
        var progress = lifecycle.Describe(pending, 0, "Waiting for a worker");
        var entry = audit.EntryOf(caller.UserId, AuditActions.UploadCompleted, completed.Id.Value, completed.Owner);
        if (audit.Within(sessions) is { } audited)
        {
            return await audited.TryUpdateAsync(completed, pending, progress, entry, cancellationToken);
        }

        var submitted = await sessions.TryUpdateAsync(completed, pending, progress, cancellationToken);
        if (submitted is not null)
        {
            await audit.RecordAsync(entry);
        }

        return submitted;
    }

    [LoggerMessage(101, LogLevel.Information, "Upload {UploadId} is complete; job {JobId} is submitted with {Bytes} bytes")]
    private partial void LogSubmitted(UploadId uploadId, JobId jobId, long bytes);

    [LoggerMessage(102, LogLevel.Warning, "Upload {UploadId} has {Count} parts that storage no longer holds whole; they must be sent again")]
    private partial void LogPartsInvalid(UploadId uploadId, int count);
}
