namespace DocProcessing.Benchmarks.Queue;

/// <summary>Counts deliveries, and tells when all of a round have come.</summary>
internal sealed class Delivery(int tickets) : IJobTicketHandler, IDisposable
{
    private TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left;

    public Task Begin()
    {
        _all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _left, tickets);
        return _all.Task;
    }

    public void Count()
    {
        if (Interlocked.Decrement(ref _left) == 0)
        {
            _all.SetResult();
        }
    }

    public ValueTask<IDisposable> EnterAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IDisposable>(this);

    public Task HandleAsync(JobTicket ticket, CancellationToken cancellationToken)
    {
        Count();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        // A place that is given back is not counted here.
    }
}
