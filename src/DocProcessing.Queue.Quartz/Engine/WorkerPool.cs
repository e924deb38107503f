using Quartz.Extensibility;

namespace DocProcessing.Quartz.Engine;

/// <summary>The engine's workers. There are none until the queue's workers are started: the engine is made before that, to take tickets in.</summary>
internal sealed class WorkerPool : IThreadPool, IDisposable
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SemaphoreSlim _free = new(0);
    private int _running;
    private bool _isShut;

    public int PoolSize { get; private set; }

    /// <summary>Sets the number of workers. Those of an earlier call finish what they do, and are counted no more.</summary>
    public void Resize(int workers)
    {
        lock (_gate)
        {
            PoolSize = workers;
            _free = new SemaphoreSlim(workers);
        }
    }

    public ValueTask Initialize(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public async ValueTask<int> WaitForAvailableThreads(CancellationToken cancellationToken)
    {
        var free = _free;
        await free.WaitAsync(cancellationToken);
        free.Release();
        return 1;
    }

    public ValueTask<bool> TryRun(Func<ValueTask> action, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(action);
        return TryRunWithState(static work => ((Func<ValueTask>)work!)(), action, cancellationToken);
    }

    public async ValueTask<bool> TryRunWithState(Func<object?, ValueTask> action, object? state, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(action);
        var free = _free;
        await free.WaitAsync(cancellationToken);
        lock (_gate)
        {
            if (_isShut)
            {
                free.Release();
                return false;
            }

            _running++;
        }

        _ = Task.Run(() => RunAsync(action, state, free), CancellationToken.None);
        return true;
    }

    public async ValueTask Shutdown(bool waitForJobsToComplete, CancellationToken cancellationToken)
    {
        Shut();
        if (waitForJobsToComplete)
        {
            await _empty.Task.WaitAsync(cancellationToken);
        }
    }

    public async ValueTask<bool> Drain(CancellationToken cancellationToken)
    {
        Shut();
        await _empty.Task.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return _empty.Task.IsCompleted;
    }

    public void Dispose() => _free.Dispose();

    private async Task RunAsync(Func<object?, ValueTask> action, object? state, SemaphoreSlim free)
    {
        try
        {
            await action(state);
        }
        finally
        {
            free.Release();
            lock (_gate)
            {
                _running--;
                TellIfEmpty();
            }
        }
    }

    private void Shut()
    {
        lock (_gate)
        {
            _isShut = true;
            TellIfEmpty();
        }
    }

    private void TellIfEmpty()
    {
        if (_isShut && _running == 0)
        {
            _empty.TrySetResult();
        }
    }
}
