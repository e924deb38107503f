namespace DocProcessing.Postgres;

internal sealed partial class PostgresState
{
    async Task<ProgressEvent?> IProgressHistory.TryAppendAsync(ProgressEvent progress, long? fence, CancellationToken cancellationToken) =>
        await database.WriteAsync(row => row.GetInt64(0), [EventRows.TryAppend(progress, fence)], cancellationToken) is [var number]
            ? progress with { Sequence = number }
            : null;

    async Task<IReadOnlyList<ProgressEvent>> IProgressHistory.ReadAsync(JobId jobId, long afterSequence, int limit, CancellationToken cancellationToken) =>
        await database.ReadAsync(EventRows.Read, EventRows.List(jobId, afterSequence, limit), cancellationToken);

    Task<ProgressEvent?> IProgressHistory.FindLatestAsync(JobId jobId, CancellationToken cancellationToken) =>
        database.ReadFirstAsync(EventRows.Read, EventRows.FindLatest(jobId), cancellationToken);

    async Task<IReadOnlyList<StageRun>> IProgressHistory.ReadStageRunsAsync(DateTimeOffset since, int limit, CancellationToken cancellationToken) =>
        await database.ReadAsync(row => EventRows.Read(row).StageRun!, EventRows.ListStageRuns(since, limit), cancellationToken);

    async Task<int> IProgressHistory.PruneAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var total = 0L;
        while (true)
        {
            var (events, jobs) = await database.WriteFirstAsync(row => (row.GetInt64(0), row.GetInt64(1)), [EventRows.Prune(before)], cancellationToken);
            total += events;
            if (jobs == 0)
            {
                return (int)total;
            }
        }
    }
}
