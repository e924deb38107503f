using DocProcessing.Jobs;
using Microsoft.Extensions.Logging;
using static DocProcessing.Uploads.UploadRefusals;

namespace DocProcessing.Uploads;

/// <summary>Makes a document of its parts, and a waiting job of its session.</summary>
internal sealed partial class UploadCompletion(
    IUploadSessionStore sessions, IJobStore jobs, IDocumentStorage storage, PartRecords parts, JobLifecycle lifecycle, JobSubmitter submitter, ILogger<UploadCompletion> logger)
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
    /// <returns>The job; <see langword="null"/> when the session is at its end already.</returns>
    public async Task<Job?> SubmitAsync(UploadSession session, long fileSize, CancellationToken cancellationToken)
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

    [LoggerMessage(101, LogLevel.Information, "Upload {UploadId} is complete; job {JobId} is submitted with {Bytes} bytes")]
    private partial void LogSubmitted(UploadId uploadId, JobId jobId, long bytes);

    [LoggerMessage(102, LogLevel.Warning, "Upload {UploadId} has {Count} parts that storage no longer holds whole; they must be sent again")]
    private partial void LogPartsInvalid(UploadId uploadId, int count);
}
