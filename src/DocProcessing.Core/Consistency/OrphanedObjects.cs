using DocProcessing.Uploads;

namespace DocProcessing.Consistency;

/// <summary>Finds objects that no record names.</summary>
/// <remarks>
/// A record is made before any object of its document, and whatever a job is about to name lies under its newest lease. So an object without
/// a record, read after the object was listed, never gets one; and what an ended job does not name, nobody will.
/// </remarks>
internal sealed class OrphanedObjects(IDocumentStorage storage, IJobStore jobs, IUploadSessionStore sessions, ConsistencyRepair repair)
{
    public async Task CheckAsync(ConsistencyRun run, CancellationToken cancellationToken)
    {
        // Objects come by key, and so document by document: one record is read for all of a document's.
        var (document, job) = (default(DocumentId), default(Job));
        await foreach (var stored in storage.ListAsync(DocumentKeys.Root, cancellationToken))
        {
            run.CountObject();
            if (!DocumentKeys.TryRead(stored.Key, out var place))
            {
                run.CountForeign();
                continue;
            }

            if (!run.IsSettled(stored.LastModified))
            {
                continue;
            }

            if (place.DocumentId != document)
            {
                (document, job) = (place.DocumentId, await jobs.FindByDocumentAsync(place.DocumentId, cancellationToken));
            }

            if (await IsOrphanAsync(place, stored.Key, job, cancellationToken))
            {
                await ConcludeAsync(run, stored, place, cancellationToken);
            }
        }
    }

    /// <summary>Looks again before anything is said or done: the record may be older than the object's listing, and the object gone.</summary>
    private async Task ConcludeAsync(ConsistencyRun run, StoredObject stored, DocumentPlace place, CancellationToken cancellationToken)
    {
        var job = await jobs.FindByDocumentAsync(place.DocumentId, cancellationToken);
        if (!await IsOrphanAsync(place, stored.Key, job, cancellationToken) || !await IsStillThereAsync(stored, cancellationToken))
        {
            return;
        }

        var finding = new ConsistencyFinding(ConsistencyFindingKind.OrphanedObject, stored.Key, place.DocumentId) { JobId = job?.Id, FoundBytes = stored.Length };
        await repair.RunAsync(run, finding, job, () => storage.DeleteAsync(stored.Key, cancellationToken));
    }

    private async Task<bool> IsOrphanAsync(DocumentPlace place, ObjectKey key, Job? job, CancellationToken cancellationToken) => job switch
    {
        null => true,

        // Housekeeping is about to delete it with all that belongs to it.
        { DeletedAt: not null } => false,
        _ when place.Fence is { } fence => job is { SettledAt: not null } && job.Status.IsTerminal() && fence <= job.Fence && !job.Artifacts.Values.Contains(key),
        { SubmittedAt: null, Status: JobStatus.Cancelled or JobStatus.Expired } =>
            await sessions.FindAsync(job.UploadId, cancellationToken) is null or { BytesReleased: true },
        _ => false,
    };

    private async Task<bool> IsStillThereAsync(StoredObject stored, CancellationToken cancellationToken)
    {
        try
        {
            return (await storage.StatAsync(stored.Key, cancellationToken))?.ETag == stored.ETag;
        }
        catch (StorageException)
        {
            // Damaged, and there.
            return true;
        }
    }
}
