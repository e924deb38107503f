namespace DocProcessing.Sqlite;

internal sealed partial class SqliteState
{
    Task<Job?> IJobStore.FindAsync(JobId id, CancellationToken cancellationToken) =>
        database.ReadAsync(reader => JobRows.Find(reader, id), cancellationToken);

    Task<Job?> IJobStore.FindByDocumentAsync(DocumentId id, CancellationToken cancellationToken) =>
        database.ReadAsync(reader => JobRows.FindByDocument(reader, id), cancellationToken);

    Task<JobUpdate?> IJobStore.TryUpdateAsync(Job job, ProgressEvent? progress, CancellationToken cancellationToken) =>
        database.WriteAsync(
            writer => JobRows.Update(writer, job) is { } updated
                ? new JobUpdate(updated, progress is null ? null : EventRows.Append(writer, progress))
                : null,
            IsCheckpoint(job) ? Durability.Process : Durability.PowerCut,
            cancellationToken);

    Task<Job?> IJobStore.TryLeaseAsync(JobId id, string worker, TimeSpan duration, CancellationToken cancellationToken) =>
        DurablyAsync(writer => JobRows.Lease(writer, id, worker, duration, clock.GetUtcNow()), cancellationToken);

    Task<LeaseRenewal> IJobStore.RenewLeaseAsync(JobId id, long fence, TimeSpan duration, CancellationToken cancellationToken) =>
        QuicklyAsync(writer => JobRows.Renew(writer, id, fence, clock.GetUtcNow() + duration), cancellationToken);

    Task<JobPage> IJobStore.ListAsync(JobQuery query, CancellationToken cancellationToken) =>
        database.ReadAsync(reader => reader.InSnapshot(() => JobLists.List(reader, query)), cancellationToken);

    Task<IReadOnlyList<Job>> IJobStore.ListRunnableAsync(int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(reader => reader.InSnapshot(() => JobLists.ListRunnable(reader, clock.GetUtcNow(), limit)), cancellationToken);

    async Task<IReadOnlyList<Job>> IJobStore.ListUnsettledAsync(int limit, CancellationToken cancellationToken) =>
        await database.ReadAsync(reader => JobLists.ListUnsettled(reader, limit), cancellationToken);

    Task<Job?> IJobStore.FindReusableAsync(string owner, string fingerprint, CancellationToken cancellationToken) =>
        database.ReadAsync(reader => JobRows.FindReusable(reader, owner, fingerprint), cancellationToken);

    async Task<IReadOnlyDictionary<JobStatus, long>> IJobStore.CountAsync(string? owner, CancellationToken cancellationToken) =>
        await database.ReadAsync(reader => JobLists.Count(reader, owner), cancellationToken);

    Task IJobStore.DeleteAsync(JobId id, CancellationToken cancellationToken) =>
        DurablyAsync(
            writer =>
            {
                JobRows.Delete(writer, id);
                return true;
            },
            cancellationToken);

    // A power cut that takes it back costs a stage run again. Leases stay durable, so that their numbers never fall.
    private static bool IsCheckpoint(Job job) => job is { Status: JobStatus.Processing, CancelRequested: false };
}
