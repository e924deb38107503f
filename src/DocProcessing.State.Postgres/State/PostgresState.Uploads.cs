using Npgsql;

namespace DocProcessing.Postgres;

internal sealed partial class PostgresState
{
    async Task<UploadSession?> IUploadSessionStore.CreateAsync(
        UploadSession session, Job job, ProgressEvent progress, int maxOpen, CancellationToken cancellationToken)
    {
        var created = session with { Version = 1 };
        try
        {
            var outcome = await database.WriteAsync(
                row => row.IsDBNull(0) ? created : SessionRows.Read(row),
                [
                    AdvisoryLock.On(database.Schema, "owner", session.Owner),
                    SessionRows.Create(created, job with { Version = 1 }, progress, maxOpen, Now),
                ],
                cancellationToken);
            return outcome is [var stored] ? stored : null;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw new InvalidOperationException("There is a session or a job with this id already.", exception);
        }
    }

    Task<UploadSession?> IUploadSessionStore.FindAsync(UploadId id, CancellationToken cancellationToken) =>
        database.ReadFirstAsync(SessionRows.Read, SessionRows.Find(id), cancellationToken);

    async Task<UploadSession?> IUploadSessionStore.TryUpdateAsync(UploadSession session, CancellationToken cancellationToken)
    {
        var updated = session with { Version = session.Version + 1 };
        return await database.WriteAsync(_ => updated, [SessionRows.Update(updated)], cancellationToken) is [var written] ? written : null;
    }

    Task<JobUpdate?> IUploadSessionStore.TryUpdateAsync(UploadSession session, Job job, ProgressEvent progress, CancellationToken cancellationToken) =>
        TryUpdateAsync(session, job, progress, null, cancellationToken);

    Task<JobUpdate?> IAuditedSessionStore.TryUpdateAsync(
        UploadSession session, Job job, ProgressEvent progress, AuditEntry entry, CancellationToken cancellationToken) =>
        TryUpdateAsync(session, job, progress, entry, cancellationToken);

    Task<ReceivedParts?> IUploadSessionStore.TryRecordPartAsync(UploadId id, StoredPart part, DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
        database.WriteFirstAsync(
            row => (ReceivedParts?)new ReceivedParts(row.GetInt32(0), row.GetInt64(1)), PartRows.Record(id, part, expiresAt), cancellationToken);

    Task IUploadSessionStore.ForgetPartsAsync(UploadId id, IReadOnlyCollection<int> partNumbers, CancellationToken cancellationToken) =>
        database.WriteAsync(PartRows.Forget(id, [.. partNumbers]), cancellationToken);

    Task<StoredPart?> IUploadSessionStore.FindPartAsync(UploadId id, int partNumber, CancellationToken cancellationToken) =>
        database.ReadFirstAsync(PartRows.Read, PartRows.Find(id, partNumber), cancellationToken);

    async Task<IReadOnlyList<StoredPart>> IUploadSessionStore.ListPartsAsync(UploadId id, CancellationToken cancellationToken) =>
        await database.ReadAsync(PartRows.Read, PartRows.List(id), cancellationToken);

    async Task<IReadOnlyList<OpenUpload>> IUploadSessionStore.ListOpenAsync(string owner, int limit, CancellationToken cancellationToken) =>
        await database.ReadAsync(SessionRows.ReadOpen, SessionRows.ListOpen(owner, limit), cancellationToken);

    async Task<IReadOnlyList<UploadSession>> IUploadSessionStore.ListUnsettledAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        await database.ReadAsync(SessionRows.Read, SessionRows.ListUnsettled(now, limit), cancellationToken);

    async Task<int> IUploadSessionStore.PruneAsync(DateTimeOffset expiredBefore, CancellationToken cancellationToken)
    {
        var (total, deleted) = (0, 0);
        do
        {
            deleted = (await database.WriteAsync(_ => true, [SessionRows.DeleteSettled(expiredBefore, DeletedAtOnce)], cancellationToken)).Count;
            total += deleted;
        }
        while (deleted == DeletedAtOnce);

        return total;
    }

    private async Task<JobUpdate?> TryUpdateAsync(
        UploadSession session, Job job, ProgressEvent progress, AuditEntry? entry, CancellationToken cancellationToken)
    {
        var (updated, updatedJob) = (session with { Version = session.Version + 1 }, job with { Version = job.Version + 1 });
        return await database.WriteAsync(row => row.GetInt64(0), SessionRows.UpdateWithJob(updated, updatedJob, progress, entry, Now), cancellationToken) is [var number]
            ? new JobUpdate(updatedJob, progress with { Sequence = number })
            : null;
    }
}
