namespace DocProcessing.Redis;

internal sealed partial class RedisState
{
    async Task<ProgressEvent?> IProgressHistory.TryAppendAsync(ProgressEvent progress, long? fence, CancellationToken cancellationToken)
    {
        var number = await access.RunAsync(
            StateScript.EventAppend, [progress.JobId.Value, fence is { } lease ? lease : "", .. JobValues.Of(progress)], cancellationToken);
        return number.IsNull ? null : progress with { Sequence = (long)number };
    }

    async Task<IReadOnlyList<ProgressEvent>> IProgressHistory.ReadAsync(JobId jobId, long afterSequence, int limit, CancellationToken cancellationToken) =>
        JobValues.ReadEvents(await access.RunAsync(StateScript.EventList, [jobId.Value, "first", afterSequence + 1, limit], cancellationToken));

    async Task<ProgressEvent?> IProgressHistory.FindLatestAsync(JobId jobId, CancellationToken cancellationToken) =>
        JobValues.ReadEvents(await access.RunAsync(StateScript.EventList, [jobId.Value, "last", 0, 1], cancellationToken)) is [var latest] ? latest : null;

    async Task<IReadOnlyList<StageRun>> IProgressHistory.ReadStageRunsAsync(DateTimeOffset since, int limit, CancellationToken cancellationToken)
    {
        var events = await access.RunAsync(StateScript.EventRuns, [since.ToUnixTimeMilliseconds(), limit], cancellationToken);
        return [.. JobValues.ReadEvents(events).Select(progress => progress.StageRun!).Where(run => run.FinishedAt >= since)];
    }

    async Task<int> IProgressHistory.PruneAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var total = 0;
        var (job, from, kept) = ("", "-", "");
        while (true)
        {
            var page = await access.RunAsync(
                StateScript.EventPrune, [before.ToUnixTimeMilliseconds(), EventsAtOnce, job, from, kept], cancellationToken);
            if (page.IsNull)
            {
                return total;
            }

            total += (int)page[0];
            (job, from, kept) = ((string)page[1]!, (string)page[2]!, (string)page[3]!);
            if (job.Length == 0)
            {
                from = "-";
            }
        }
    }
}
