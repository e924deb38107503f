using System.Buffers;
using DocProcessing.Uploads;

namespace DocProcessing.Consistency;

/// <summary>Finds records whose objects are gone or differ. Only reports: what is lost cannot be made again here, and the record tells whose it was.</summary>
/// <remarks>Nothing is said before the record is read again: a document is marked as deleted before its objects go.</remarks>
internal sealed class RecordedObjects(IDocumentStorage storage, IJobStore jobs, IUploadSessionStore sessions)
{
    private const int BlockSize = 256 << 10;

    public async Task CheckAsync(ConsistencyRun run, CancellationToken cancellationToken)
    {
        JobId? cursor = null;
        do
        {
            var page = await jobs.ListAsync(new JobQuery { Limit = JobQuery.MaxLimit, Cursor = cursor }, cancellationToken);
            foreach (var job in page.Jobs)
            {
                run.CountRecord(job.DocumentId);
                await CheckAsync(run, job, cancellationToken);
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null);
    }

    private static ConsistencyFinding Finding(ConsistencyFindingKind kind, Job job, ObjectKey key) => new(kind, key, job.DocumentId) { JobId = job.Id };

    private async Task CheckAsync(ConsistencyRun run, Job job, CancellationToken cancellationToken)
    {
        if (job.SubmittedAt is not null)
        {
            if (await FindContentFaultAsync(run, job, cancellationToken) is { } fault && await IsStandingAsync(job, _ => true, cancellationToken))
            {
                run.Add(fault);
            }

            foreach (var key in job.Artifacts.Values)
            {
                if (await FindArtifactFaultAsync(job, key, cancellationToken) is { } lost
                    && await IsStandingAsync(job, present => present.Artifacts.Values.Contains(key), cancellationToken))
                {
                    run.Add(lost);
                }
            }
        }
        else if (job.Status == JobStatus.Uploading
            && await HasLostUploadAsync(job, cancellationToken)
            && await IsStandingAsync(job, present => present.Status == JobStatus.Uploading, cancellationToken))
        {
            run.Add(Finding(ConsistencyFindingKind.MissingUpload, job, job.ContentKey));
        }
    }

    private async Task<bool> IsStandingAsync(Job job, Func<Job, bool> stillHolds, CancellationToken cancellationToken) =>
        await jobs.FindAsync(job.Id, cancellationToken) is { DeletedAt: null } present && stillHolds(present);

    private async Task<ConsistencyFinding?> FindContentFaultAsync(ConsistencyRun run, Job job, CancellationToken cancellationToken)
    {
        var missing = Finding(ConsistencyFindingKind.MissingContent, job, job.ContentKey) with { ExpectedBytes = job.FileSize };
        try
        {
            if (await storage.StatAsync(job.ContentKey, cancellationToken) is not { } stored)
            {
                return missing;
            }

            if (stored.Length != job.FileSize)
            {
                return missing with { Kind = ConsistencyFindingKind.SizeMismatch, FoundBytes = stored.Length };
            }

            return run.VerifiesChecksums && job.ContentChecksum is { } expected && await HashAsync(job.ContentKey, expected.Algorithm, cancellationToken) != expected
                ? Finding(ConsistencyFindingKind.ChecksumMismatch, job, job.ContentKey) with { FoundBytes = stored.Length }
                : null;
        }
        catch (ObjectNotFoundException)
        {
            return missing;
        }
        catch (StorageException)
        {
            return missing with { Kind = ConsistencyFindingKind.Unreadable };
        }
    }

    private async Task<ConsistencyFinding?> FindArtifactFaultAsync(Job job, ObjectKey key, CancellationToken cancellationToken)
    {
        try
        {
            return await storage.StatAsync(key, cancellationToken) is null ? Finding(ConsistencyFindingKind.MissingArtifact, job, key) : null;
        }
        catch (StorageException)
        {
            return Finding(ConsistencyFindingKind.Unreadable, job, key);
        }
    }

    /// <summary>Tells whether nobody can bring an upload to its end. Asks for the upload first: once it is joined, the object is there.</summary>
    private async Task<bool> HasLostUploadAsync(Job job, CancellationToken cancellationToken)
    {
        if (await sessions.FindAsync(job.UploadId, cancellationToken) is not { } session)
        {
            return true;
        }

        if (session is not { Status: UploadStatus.Open, StorageUploadId: { } id })
        {
            return false;
        }

        await foreach (var upload in storage.ListMultipartAsync(job.ContentKey.Value, cancellationToken))
        {
            if (upload.Id == id)
            {
                return false;
            }
        }

        return await storage.StatAsync(job.ContentKey, cancellationToken) is null
            && await sessions.FindAsync(job.UploadId, cancellationToken) is { Status: UploadStatus.Open };
    }

    private async Task<Checksum> HashAsync(ObjectKey key, ChecksumAlgorithm algorithm, CancellationToken cancellationToken)
    {
        using var hasher = new PartHasher(algorithm, batcher: null);
        var block = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            await using var content = await storage.OpenReadAsync(key, null, cancellationToken);
            while (await content.ReadAsync(block, cancellationToken) is > 0 and var read)
            {
                await hasher.AppendAsync(new ReadOnlySequence<byte>(block, 0, read));
            }

            return hasher.Finish(algorithm);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }
}
