namespace DocProcessing.Client.Http;

/// <summary>Ends a request that moves no byte for too long: a half-closed connection tells nothing of itself.</summary>
internal sealed class StallWatch : IDisposable
{
    private readonly CancellationTokenSource _stalled;
    private readonly CancellationTokenSource _either;
    private readonly TimeSpan _patience;

    public StallWatch(TimeSpan patience, TimeProvider clock, CancellationToken cancellationToken)
    {
        _patience = patience;
        _stalled = new CancellationTokenSource(patience, clock);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_stalled.Token, cancellationToken);
    }

    public CancellationToken Token => _either.Token;

    /// <summary>Notes that bytes have moved.</summary>
    public void Touch() => _stalled.CancelAfter(_patience);

    public void Dispose()
    {
        _either.Dispose();
        _stalled.Dispose();
    }
}
