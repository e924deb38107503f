namespace DocProcessing.Postgres;

internal sealed partial class PostgresState
{
    Task<Job?> IJobStore.FindAsync(JobId id, CancellationToken cancellationToken) =>
        database.ReadFirstAsync(JobRows.Read, JobRows.Find(id), cancellationToken);

    Task<Job?> IJobStore.FindByDocumentAsync(DocumentId id, CancellationToken cancellationToken) =>
        database.ReadFirstAsync(JobRows.Read, JobRows.FindByDocument(id), cancellationToken);

    async Task<JobUpdate?> IJobStore.TryUpdateAsync(Job job, ProgressEvent? progress, CancellationToken cancellationToken)
    {
        var updated = job with { Version = job.Version + 1 };
        var statement = progress is null ? JobRows.Update(updated, Now) : EventRows.UpdateJob(updated, progress, Now);
        return await database.WriteAsync(row => row.GetInt64(0), [statement], cancellationToken) is [var number]
            ? new JobUpdate(updated, progress is null ? null : progress with { Sequence = number })
            : null;
    }

    Task<Job?> IJobStore.TryLeaseAsync(JobId id, string worker, TimeSpan duration, CancellationToken cancellationToken) =>
        database.WriteFirstAsync(JobRows.Read, [JobRows.Lease(id, worker, duration, Now)], cancellationToken);

    Task<LeaseRenewal> IJobStore.RenewLeaseAsync(JobId id, long fence, TimeSpan duration, CancellationToken cancellationToken) =>
        database.WriteFirstAsync(
            row => new LeaseRenewal(row.GetBoolean(0), row.GetBoolean(1)), [JobRows.Renew(id, fence, duration, Now)], cancellationToken);

    async Task<JobPage> IJobStore.ListAsync(JobQuery query, CancellationToken cancellationToken) =>
        JobLists.PageOf(query, await database.ReadAsync(JobRows.Read, JobLists.List(query), cancellationToken));

    async Task<IReadOnlyList<Job>> IJobStore.ListRunnableAsync(int limit, CancellationToken cancellationToken) =>
        await database.ReadAsync(JobRows.Read, JobLists.ListRunnable(limit), cancellationToken);

    async Task<IReadOnlyList<Job>> IJobStore.ListUnsettledAsync(int limit, CancellationToken cancellationToken) =>
        await database.ReadAsync(JobRows.Read, JobLists.ListUnsettled(limit), cancellationToken);

    Task<Job?> IJobStore.FindReusableAsync(string owner, string fingerprint, CancellationToken cancellationToken) =>
        database.ReadFirstAsync(JobRows.Read, JobRows.FindReusable(owner, fingerprint), cancellationToken);

    async Task<IReadOnlyDictionary<JobStatus, long>> IJobStore.CountAsync(string? owner, CancellationToken cancellationToken)
    {
        var counts = await database.ReadAsync(row => (Status: StatusNames.Job(row.GetString(0)), Jobs: row.GetInt64(1)), JobLists.Count(owner), cancellationToken);
        return counts.ToDictionary(count => count.Status, count => count.Jobs);
    }

    Task IJobStore.DeleteAsync(JobId id, CancellationToken cancellationToken) => database.WriteAsync(JobRows.Delete(id), cancellationToken);
}
