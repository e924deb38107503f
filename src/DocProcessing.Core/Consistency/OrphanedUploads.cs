using DocProcessing.Uploads;

namespace DocProcessing.Consistency;

/// <summary>Finds multipart uploads that no session owns, such as one whose answer was lost.</summary>
internal sealed class OrphanedUploads(IDocumentStorage storage, IJobStore jobs, IUploadSessionStore sessions, ConsistencyRepair repair)
{
    public async Task CheckAsync(ConsistencyRun run, CancellationToken cancellationToken)
    {
        await foreach (var upload in storage.ListMultipartAsync(DocumentKeys.Root, cancellationToken))
        {
            run.CountUpload();
            if (!DocumentKeys.TryRead(upload.Key, out var place))
            {
                run.CountForeign();
                continue;
            }

            if (!run.IsSettled(upload.InitiatedAt))
            {
                continue;
            }

            var job = await jobs.FindByDocumentAsync(place.DocumentId, cancellationToken);
            if (await IsOrphanAsync(upload, job, cancellationToken))
            {
                var finding = new ConsistencyFinding(ConsistencyFindingKind.OrphanedUpload, upload.Key, place.DocumentId) { JobId = job?.Id, StorageUploadId = upload.Id };
                await repair.RunAsync(run, finding, job, () => storage.AbortMultipartAsync(upload.Key, upload.Id, cancellationToken));
            }
        }
    }

    private async Task<bool> IsOrphanAsync(ListedMultipartUpload upload, Job? job, CancellationToken cancellationToken) => job switch
    {
        null => true,
        { DeletedAt: not null } => false,

        // An open session has its upload for good: another one under its key came from a repeated request. One that storage has not yet
        // answered may get this one.
        { Status: JobStatus.Uploading } =>
            await sessions.FindAsync(job.UploadId, cancellationToken) is { Status: UploadStatus.Open } session && session.StorageUploadId != upload.Id,

        // The upload stage drops it.
        { Status: JobStatus.Pending or JobStatus.Processing } => false,
        _ => true,
    };
}
