namespace DocProcessing.InMemory;

internal sealed partial class InMemoryState
{
    Task<Job?> IJobStore.FindAsync(JobId id, CancellationToken cancellationToken) =>
        InOneStep(() => _jobs.GetValueOrDefault(id.Value)?.Record, cancellationToken);

    Task<Job?> IJobStore.FindByDocumentAsync(DocumentId id, CancellationToken cancellationToken) =>
        InOneStep(() => Jobs.FirstOrDefault(job => job.DocumentId == id), cancellationToken);

    Task<JobUpdate?> IJobStore.TryUpdateAsync(Job job, ProgressEvent? progress, CancellationToken cancellationToken) =>
        InOneStep(() => IsCurrent(job) ? Replace(job, progress) : null, cancellationToken);

    Task<Job?> IJobStore.TryLeaseAsync(JobId id, string worker, TimeSpan duration, CancellationToken cancellationToken) =>
        InOneStep(() => Lease(id, worker, duration), cancellationToken);

    Task<LeaseRenewal> IJobStore.RenewLeaseAsync(JobId id, long fence, TimeSpan duration, CancellationToken cancellationToken) =>
        InOneStep(() => Renew(id, fence, duration), cancellationToken);

    Task<JobPage> IJobStore.ListAsync(JobQuery query, CancellationToken cancellationToken) =>
        InOneStep(
            () =>
            {
                var jobs = Jobs.Reverse()
                    .Where(job => job.DeletedAt is null
                        && (query.Owner is null || job.Owner == query.Owner)
                        && (query.Statuses.Count == 0 || query.Statuses.Contains(job.Status))
                        && (query.Cursor is not { } cursor || string.CompareOrdinal(job.Id.Value, cursor.Value) < 0))
                    .Take(query.Limit + 1)
                    .ToList();
                return jobs.Count <= query.Limit ? new JobPage(jobs, null) : new JobPage(jobs[..query.Limit], jobs[query.Limit - 1].Id);
            },
            cancellationToken);

    Task<IReadOnlyList<Job>> IJobStore.ListRunnableAsync(int limit, CancellationToken cancellationToken) =>
        InOneStep<IReadOnlyList<Job>>(
            () =>
            [
                .. Jobs.Where(job => job.Status == JobStatus.Pending || HasLapsed(job))
                    .OrderByDescending(job => job.Priority)
                    .ThenBy(job => job.NotBefore)
                    .Take(limit),
            ],
            cancellationToken);

    Task<IReadOnlyList<Job>> IJobStore.ListUnsettledAsync(int limit, CancellationToken cancellationToken) =>
        InOneStep<IReadOnlyList<Job>>(
            () => [.. Jobs.Where(job => job.DeletedAt is not null || (job.Status.IsTerminal() && job.SettledAt is null)).Take(limit)],
            cancellationToken);

    Task<Job?> IJobStore.FindReusableAsync(string owner, string fingerprint, CancellationToken cancellationToken) =>
        InOneStep(
            () => Jobs.LastOrDefault(job =>
                job.Owner == owner && job.Fingerprint == fingerprint && job is { Status: JobStatus.Completed, DeletedAt: null }),
            cancellationToken);

    Task<IReadOnlyDictionary<JobStatus, long>> IJobStore.CountAsync(string? owner, CancellationToken cancellationToken) =>
        InOneStep<IReadOnlyDictionary<JobStatus, long>>(
            () => Jobs.Where(job => owner is null || job.Owner == owner)
                .GroupBy(job => job.Status)
                .ToDictionary(group => group.Key, group => group.LongCount()),
            cancellationToken);

    Task IJobStore.DeleteAsync(JobId id, CancellationToken cancellationToken) =>
        InOneStep(() => _jobs.Remove(id.Value), cancellationToken);

    private IEnumerable<Job> Jobs => _jobs.Values.Select(stored => stored.Record);

    private bool IsCurrent(Job job) => _jobs.GetValueOrDefault(job.Id.Value)?.Record.Version == job.Version;

    private JobUpdate Replace(Job job, ProgressEvent? progress)
    {
        var stored = _jobs[job.Id.Value];
        stored.Record = job with { Version = job.Version + 1 };
        return new JobUpdate(stored.Record, progress is null ? null : stored.Append(progress));
    }

    private bool HasLapsed(Job job) =>
        job.Status == JobStatus.Processing && (job.Lease is null || job.Lease.ExpiresAt <= clock.GetUtcNow());

    private Job? Lease(JobId id, string worker, TimeSpan duration)
    {
        var now = clock.GetUtcNow();
        if (_jobs.GetValueOrDefault(id.Value) is not { Record: var job } stored || !((job.Status == JobStatus.Pending && job.NotBefore <= now) || HasLapsed(job)))
        {
            return null;
        }

        return stored.Record = job with
        {
            Status = JobStatus.Processing,
            Lease = new JobLease(worker, now + duration),
            Fence = job.Fence + 1,
            Deliveries = job.Deliveries + 1,
            StartedAt = job.StartedAt ?? now,
            Version = job.Version + 1,
        };
    }

    private LeaseRenewal Renew(JobId id, long fence, TimeSpan duration)
    {
        if (_jobs.GetValueOrDefault(id.Value) is not { Record: { Status: JobStatus.Processing, Lease: { } lease } job } stored || job.Fence != fence)
        {
            return new LeaseRenewal(Held: false, _jobs.GetValueOrDefault(id.Value)?.Record.CancelRequested ?? false);
        }

        // A lapsed lease that no other worker has taken is as good as before.
        stored.Record = job with { Lease = lease with { ExpiresAt = clock.GetUtcNow() + duration } };
        return new LeaseRenewal(Held: true, job.CancelRequested);
    }
}
