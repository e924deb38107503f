namespace DocProcessing.Jobs;

/// <summary>Why a running job is to stop.</summary>
internal enum StopReason
{
    None,
    Cancelled,
    LeaseLost,
    JobTimeout,
    Shutdown,
}

/// <summary>Stops a running job, and remembers the first reason.</summary>
internal sealed class StopSignal : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private int _reason;

    public CancellationToken Token => _source.Token;

    public StopReason Reason => (StopReason)Volatile.Read(ref _reason);

    public void Stop(StopReason reason)
    {
        if (Interlocked.CompareExchange(ref _reason, (int)reason, (int)StopReason.None) == (int)StopReason.None)
        {
            try
            {
                // Handlers run elsewhere: the caller may be the bus, which must not wait for them.
                _ = _source.CancelAsync();
            }
            catch (ObjectDisposedException)
            {
                // The job has just ended by itself.
            }
        }
    }

    public void Dispose() => _source.Dispose();
}
