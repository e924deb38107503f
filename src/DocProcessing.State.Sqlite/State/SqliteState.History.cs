namespace DocProcessing.Sqlite;

internal sealed partial class SqliteState
{
    Task<ProgressEvent?> IProgressHistory.TryAppendAsync(ProgressEvent progress, long? fence, CancellationToken cancellationToken) =>
        QuicklyAsync(writer => EventRows.TryAppend(writer, progress, fence), cancellationToken);

    async Task<IReadOnlyList<ProgressEvent>> IProgressHistory.ReadAsync(JobId jobId, long afterSequence, int limit, CancellationToken cancellationToken) =>
        await database.ReadAsync(reader => EventRows.Read(reader, jobId, afterSequence, limit), cancellationToken);

    Task<ProgressEvent?> IProgressHistory.FindLatestAsync(JobId jobId, CancellationToken cancellationToken) =>
        database.ReadAsync(reader => EventRows.FindLatest(reader, jobId), cancellationToken);

    async Task<IReadOnlyList<StageRun>> IProgressHistory.ReadStageRunsAsync(DateTimeOffset since, int limit, CancellationToken cancellationToken) =>
        await database.ReadAsync(reader => EventRows.ReadStageRuns(reader, since, limit), cancellationToken);

    async Task<int> IProgressHistory.PruneAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var total = 0;
        while (true)
        {
            var (deleted, mayHaveMore) = await QuicklyAsync(writer => EventRows.Prune(writer, before, DeletedAtOnce), cancellationToken);
            total += deleted;
            if (!mayHaveMore)
            {
                return total;
            }
        }
    }
}
