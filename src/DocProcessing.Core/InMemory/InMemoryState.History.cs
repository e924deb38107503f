namespace DocProcessing.InMemory;

internal sealed partial class InMemoryState
{
    Task<ProgressEvent?> IProgressHistory.TryAppendAsync(ProgressEvent progress, long? fence, CancellationToken cancellationToken) =>
        InOneStep(() => MayAppend(progress.JobId, fence) ? _jobs[progress.JobId.Value].Append(progress) : null, cancellationToken);

    Task<IReadOnlyList<ProgressEvent>> IProgressHistory.ReadAsync(JobId jobId, long afterSequence, int limit, CancellationToken cancellationToken) =>
        InOneStep<IReadOnlyList<ProgressEvent>>(
            () => [.. EventsOf(jobId).Where(progress => progress.Sequence > afterSequence).Take(limit)],
            cancellationToken);

    Task<ProgressEvent?> IProgressHistory.FindLatestAsync(JobId jobId, CancellationToken cancellationToken) =>
        InOneStep(() => EventsOf(jobId) is [.., var latest] ? latest : null, cancellationToken);

    Task<IReadOnlyList<StageRun>> IProgressHistory.ReadStageRunsAsync(DateTimeOffset since, int limit, CancellationToken cancellationToken) =>
        InOneStep<IReadOnlyList<StageRun>>(
            () =>
            [
                .. _jobs.Values.SelectMany(stored => stored.Events)
                    .Select(progress => progress.StageRun)
                    .OfType<StageRun>()
                    .Where(run => run.FinishedAt >= since)
                    .OrderByDescending(run => run.FinishedAt)
                    .Take(limit),
            ],
            cancellationToken);

    Task<int> IProgressHistory.PruneAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        InOneStep(
            () => _jobs.Values.Where(stored => stored.Record.Status.IsTerminal()).Sum(stored =>
            {
                var latest = stored.Events.LastOrDefault();
                return stored.Events.RemoveAll(progress => progress.Timestamp < before && progress != latest);
            }),
            cancellationToken);

    private List<ProgressEvent> EventsOf(JobId id) => _jobs.GetValueOrDefault(id.Value)?.Events ?? [];

    private bool MayAppend(JobId id, long? fence) => _jobs.GetValueOrDefault(id.Value) is { Record: var job } && (fence is null
        ? job.Status != JobStatus.Processing && !job.Status.IsTerminal()
        : job.Status == JobStatus.Processing && job.Fence == fence);
}
