using StackExchange.Redis;

namespace DocProcessing.Redis;

internal sealed partial class RedisState
{
    // Greater than every id.
    private const string NoCursor = "+";

    async Task<Job?> IJobStore.FindAsync(JobId id, CancellationToken cancellationToken) =>
        JobValues.Read(await access.RunAsync(StateScript.JobFind, ["id", id.Value], cancellationToken));

    async Task<Job?> IJobStore.FindByDocumentAsync(DocumentId id, CancellationToken cancellationToken) =>
        JobValues.Read(await access.RunAsync(StateScript.JobFind, ["document", id.Value], cancellationToken));

    async Task<Job?> IJobStore.FindReusableAsync(string owner, string fingerprint, CancellationToken cancellationToken) =>
        JobValues.Read(await access.RunAsync(StateScript.JobFind, ["print", fingerprint, owner], cancellationToken));

    async Task<JobUpdate?> IJobStore.TryUpdateAsync(Job job, ProgressEvent? progress, CancellationToken cancellationToken)
    {
        var updated = job with { Version = job.Version + 1 };
        var number = await access.RunAsync(
            StateScript.JobUpdate, [.. JobValues.Of(updated, Now), .. progress is null ? [] : JobValues.Of(progress)], cancellationToken);
        return number.IsNull ? null : new JobUpdate(updated, progress is null ? null : progress with { Sequence = (long)number });
    }

    async Task<Job?> IJobStore.TryLeaseAsync(JobId id, string worker, TimeSpan duration, CancellationToken cancellationToken)
    {
        var now = Now;
        return JobValues.Read(await access.RunAsync(
            StateScript.JobLease, [id.Value, worker, Records.Milliseconds(duration), Records.Ticks(now + duration), Records.Ticks(now)], cancellationToken));
    }

    async Task<LeaseRenewal> IJobStore.RenewLeaseAsync(JobId id, long fence, TimeSpan duration, CancellationToken cancellationToken)
    {
        var renewed = await access.RunAsync(
            StateScript.JobRenew, [id.Value, fence, Records.Milliseconds(duration), Records.Ticks(Now + duration)], cancellationToken);
        return new LeaseRenewal((bool)renewed[0], (bool)renewed[1]);
    }

    async Task<JobPage> IJobStore.ListAsync(JobQuery query, CancellationToken cancellationToken)
    {
        // One more than the page takes, so that the last page is known.
        RedisValue before = query.Cursor is { } cursor ? $"({cursor.Value}" : NoCursor;
        Job[] jobs = [.. JobValues.ReadAll(await access.RunAsync(StateScript.JobLists, ["newest", query.Limit + 1, before, .. Indexes(query)], cancellationToken))];
        return jobs.Length <= query.Limit ? new JobPage(jobs, null) : new JobPage(jobs[..query.Limit], jobs[query.Limit - 1].Id);
    }

    async Task<IReadOnlyList<Job>> IJobStore.ListRunnableAsync(int limit, CancellationToken cancellationToken)
    {
        var lists = await access.RunAsync(StateScript.JobLists, ["runnable", limit], cancellationToken);
        return
        [
            .. JobValues.ReadAll(lists[0]).Concat(JobValues.ReadAll(lists[1]))
                .OrderByDescending(job => job.Priority).ThenBy(job => job.NotBefore).ThenBy(job => job.Id.Value, StringComparer.Ordinal)
                .Take(limit)
        ];
    }

    async Task<IReadOnlyList<Job>> IJobStore.ListUnsettledAsync(int limit, CancellationToken cancellationToken) =>
        [.. JobValues.ReadAll(await access.RunAsync(StateScript.JobLists, ["unsettled", limit], cancellationToken))];

    async Task<IReadOnlyDictionary<JobStatus, long>> IJobStore.CountAsync(string? owner, CancellationToken cancellationToken)
    {
        var counts = await access.ReadHashAsync(owner is null ? "counts" : $"counts-of:{owner}", cancellationToken);
        return counts.ToDictionary(count => StatusNames.Job((string)count.Name!), count => (long)count.Value);
    }

    Task IJobStore.DeleteAsync(JobId id, CancellationToken cancellationToken) => access.RunAsync(StateScript.JobDelete, [id.Value], cancellationToken);

    // Each index as its kind and its name.
    private static IEnumerable<RedisValue> Indexes(JobQuery query)
    {
        string[] statuses = [.. query.Statuses.Distinct().Select(StatusNames.Of)];
        return (query.Owner, statuses) switch
        {
            (null, []) => ["", ""],
            ({ } owner, []) => ["jobs-of", owner],
            (null, _) => statuses.SelectMany(status => new RedisValue[] { "jobs", status }),
            ({ } owner, _) => statuses.SelectMany(status => new RedisValue[] { $"jobs-of-{status}", owner }),
        };
    }
}
