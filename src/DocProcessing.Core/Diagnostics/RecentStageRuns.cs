namespace DocProcessing.Diagnostics;

/// <summary>The newest runs of stages, remembered, so that a page that looks every few seconds costs the store only what is new.</summary>
internal sealed class RecentStageRuns(IProgressHistory history, TimeProvider clock) : IDisposable
{
    // What a slow write or another node's clock puts so far behind the newest run and behind this node's last look is seen at once, and what is later with the next whole look.
    private static readonly TimeSpan Lateness = TimeSpan.FromSeconds(5);

    // So old may be what is told of jobs that were deleted meanwhile.
    private static readonly TimeSpan WholeLookInterval = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _turn = new(1);
    private IReadOnlyList<StageRun> _runs = [];
    private DateTimeOffset _since;
    private DateTimeOffset _looked;
    private int _limit;
    private long? _wholeLook;

    /// <summary>Reads the newest runs that finished since then, the newest first.</summary>
    public async Task<IReadOnlyList<StageRun>> ReadAsync(DateTimeOffset since, int limit, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var looked = clock.GetUtcNow();
            if (_wholeLook is { } last && clock.GetElapsedTime(last) < WholeLookInterval && since >= _since && limit <= _limit)
            {
                await ReadNewAsync(cancellationToken);
            }
            else
            {
                var now = clock.GetTimestamp();
                _runs = await history.ReadStageRunsAsync(since, limit, cancellationToken);
                (_since, _limit, _wholeLook) = (since, limit, now);
            }

            _looked = looked;
            return [.. _runs.Where(run => run.FinishedAt >= since).Take(limit)];
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task ReadNewAsync(CancellationToken cancellationToken)
    {
        var newest = _runs.Count == 0 ? _since + Lateness : _runs[0].FinishedAt;
        var from = (newest < _looked ? newest : _looked) - Lateness;
        var fresh = await history.ReadStageRunsAsync(from, _limit, cancellationToken);
        _runs = [.. fresh.Where(run => run.FinishedAt >= from).Concat(_runs.Where(run => run.FinishedAt < from)).Take(_limit)];
    }
}
