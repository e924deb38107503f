using Microsoft.Data.Sqlite;

namespace DocProcessing.Sqlite;

internal sealed partial class SqliteState
{
    Task<UploadSession?> IUploadSessionStore.CreateAsync(
        UploadSession session, Job job, ProgressEvent progress, int maxOpen, CancellationToken cancellationToken) =>
        DurablyAsync(writer => Create(writer, session, job, progress, maxOpen), cancellationToken);

    Task<UploadSession?> IUploadSessionStore.FindAsync(UploadId id, CancellationToken cancellationToken) =>
        database.ReadAsync(reader => SessionRows.Find(reader, id), cancellationToken);

    Task<UploadSession?> IUploadSessionStore.TryUpdateAsync(UploadSession session, CancellationToken cancellationToken) =>
        DurablyAsync(writer => SessionRows.Update(writer, session), cancellationToken);

    Task<JobUpdate?> IUploadSessionStore.TryUpdateAsync(UploadSession session, Job job, ProgressEvent progress, CancellationToken cancellationToken) =>
        TryUpdateAsync(session, job, progress, null, cancellationToken);

    Task<JobUpdate?> IAuditedSessionStore.TryUpdateAsync(
        UploadSession session, Job job, ProgressEvent progress, AuditEntry entry, CancellationToken cancellationToken) =>
        TryUpdateAsync(session, job, progress, entry, cancellationToken);

    Task<ReceivedParts?> IUploadSessionStore.TryRecordPartAsync(UploadId id, StoredPart part, DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
        QuicklyAsync(writer => PartRows.Record(writer, id, part, expiresAt), cancellationToken);

    Task IUploadSessionStore.ForgetPartsAsync(UploadId id, IReadOnlyCollection<int> partNumbers, CancellationToken cancellationToken) =>
        DurablyAsync(
            writer =>
            {
                foreach (var number in partNumbers)
                {
                    PartRows.Forget(writer, id, number);
                }

                return true;
            },
            cancellationToken);

    Task<StoredPart?> IUploadSessionStore.FindPartAsync(UploadId id, int partNumber, CancellationToken cancellationToken) =>
        database.ReadAsync(reader => PartRows.Find(reader, id, partNumber), cancellationToken);

    async Task<IReadOnlyList<StoredPart>> IUploadSessionStore.ListPartsAsync(UploadId id, CancellationToken cancellationToken) =>
        await database.ReadAsync(reader => PartRows.List(reader, id), cancellationToken);

    async Task<IReadOnlyList<OpenUpload>> IUploadSessionStore.ListOpenAsync(string owner, int limit, CancellationToken cancellationToken) =>
        await database.ReadAsync(reader => SessionRows.ListOpen(reader, owner, limit), cancellationToken);

    async Task<IReadOnlyList<UploadSession>> IUploadSessionStore.ListUnsettledAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        await database.ReadAsync(reader => SessionRows.ListUnsettled(reader, now, limit), cancellationToken);

    async Task<int> IUploadSessionStore.PruneAsync(DateTimeOffset expiredBefore, CancellationToken cancellationToken)
    {
        var (total, deleted) = (0, 0);
        do
        {
            deleted = await QuicklyAsync(writer => DeleteSettled(writer, expiredBefore), cancellationToken);
            total += deleted;
        }
        while (deleted == DeletedAtOnce);

        return total;
    }

    private async Task<JobUpdate?> TryUpdateAsync(UploadSession session, Job job, ProgressEvent progress, AuditEntry? entry, CancellationToken cancellationToken)
    {
        try
        {
            return await DurablyAsync(
                writer =>
                {
                    // The exception takes back the first write when the second is refused.
                    _ = SessionRows.Update(writer, session) ?? throw new RefusedException();
                    var updated = JobRows.Update(writer, job) ?? throw new RefusedException();
                    if (entry is not null)
                    {
                        AuditRows.Append(writer, entry);
                    }

                    return new JobUpdate(updated, EventRows.Append(writer, progress));
                },
                cancellationToken);
        }
        catch (RefusedException)
        {
            return null;
        }
    }

    private static UploadSession? Create(SqliteSession writer, UploadSession session, Job job, ProgressEvent progress, int maxOpen)
    {
        if (session.IdempotencyKey is { } key && SessionRows.FindByIdempotencyKey(writer, session.Owner, key) is { } older)
        {
            return older;
        }

        if (session.TotalParts > 0 && SessionRows.CountTakingParts(writer, session.Owner) >= maxOpen)
        {
            return null;
        }

        var created = session with { Version = 1 };
        try
        {
            SessionRows.Insert(writer, created);
            JobRows.Insert(writer, job with { Version = 1 });
        }
        catch (SqliteException exception) when (!SqliteErrors.IsUnavailable(exception))
        {
            throw new InvalidOperationException("There is a session or a job with this id already.", exception);
        }

        EventRows.Append(writer, progress);
        return created;
    }

    private static int DeleteSettled(SqliteSession writer, DateTimeOffset expiredBefore)
    {
        var settled = SessionRows.ListSettled(writer, expiredBefore, DeletedAtOnce);
        foreach (var id in settled)
        {
            PartRows.DeleteAll(writer, id);
            SessionRows.Delete(writer, id);
        }

        return settled.Count;
    }

    private sealed class RefusedException : Exception;
}
