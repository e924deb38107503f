using DocProcessing.Uploads;
using Microsoft.Extensions.Logging;

namespace DocProcessing.Jobs;

/// <summary>Removes what no record names: artifacts of attempts that failed or died, and multipart uploads whose start nobody got to know of.</summary>
internal sealed partial class JobLeftovers(IJobStore store, IDocumentStorage storage, IDocumentIndex index, ILogger<JobLeftovers> logger)
{
    /// <summary>Removes what attempts up to the record's lease have left. What a later lease has stored is not ours to judge.</summary>
    public async Task DeleteUnreferencedAsync(Job job, CancellationToken cancellationToken)
    {
        if (job is { Status: JobStatus.Cancelled or JobStatus.Rejected, Fence: > 0 })
        {
            // Nobody is to find the document, and no worker that has lost its lease is to bring it back.
            await index.DeleteAsync(job.DocumentId, job.Fence, cancellationToken);
        }

        var referenced = job.Artifacts.Values.ToHashSet();
        await DeleteAsync(DocumentKeys.ArtifactPrefix(job.DocumentId), key => !referenced.Contains(key) && IsOfPastLease(key, job), cancellationToken);

        // The content is joined by now: an upload under its key is one whose answer was lost. A store may also put large artifacts in parts.
        await AbortUploadsAsync(DocumentKeys.Prefix(job.DocumentId), key => key == job.ContentKey || IsOfPastLease(key, job), cancellationToken);
    }

    /// <summary>Removes what a worker wrote under a lease that it has lost, if that is certain.</summary>
    public async Task DeleteOwnAsync(JobId id, DocumentId documentId, long fence)
    {
        try
        {
            // Read again: a checkpoint may have been stored although its answer was lost, and then its artifacts are the successor's.
            var referenced = (await store.FindAsync(id, CancellationToken.None))?.Artifacts.Values.ToHashSet() ?? [];
            await DeleteAsync(DocumentKeys.LeasePrefix(documentId, fence), key => !referenced.Contains(key), CancellationToken.None);
        }
        catch (DocumentProcessingException exception)
        {
            LogCleanUpFailed(exception, id);
        }
    }

    /// <summary>Removes all that belongs to a job's document.</summary>
    public async Task DeleteDocumentAsync(Job job, CancellationToken cancellationToken)
    {
        await index.DeleteAsync(job.DocumentId, job.Fence, cancellationToken);
        await AbortUploadsAsync(DocumentKeys.Prefix(job.DocumentId), _ => true, cancellationToken);
        await DeleteAsync(DocumentKeys.Prefix(job.DocumentId), _ => true, cancellationToken);
    }

    /// <summary>Drops the multipart uploads of content that will never be joined.</summary>
    public Task AbortUploadsAsync(ObjectKey contentKey, CancellationToken cancellationToken) =>
        AbortUploadsAsync(contentKey.Value, _ => true, cancellationToken);

    private static bool IsOfPastLease(ObjectKey artifact, Job job) => DocumentKeys.FenceOf(artifact) <= job.Fence;

    private async Task AbortUploadsAsync(string prefix, Func<ObjectKey, bool> unwanted, CancellationToken cancellationToken)
    {
        await foreach (var upload in storage.ListMultipartAsync(prefix, cancellationToken))
        {
            if (unwanted(upload.Key))
            {
                await storage.AbortMultipartAsync(upload.Key, upload.Id, cancellationToken);
            }
        }
    }

    private async Task DeleteAsync(string prefix, Func<ObjectKey, bool> unwanted, CancellationToken cancellationToken)
    {
        await foreach (var found in storage.ListAsync(prefix, cancellationToken))
        {
            if (unwanted(found.Key))
            {
                await storage.DeleteAsync(found.Key, cancellationToken);
            }
        }
    }

    [LoggerMessage(131, LogLevel.Warning, "Leftovers of job {JobId} could not be removed from storage")]
    private partial void LogCleanUpFailed(Exception exception, JobId jobId);
}
