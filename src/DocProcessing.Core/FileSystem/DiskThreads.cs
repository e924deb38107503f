namespace DocProcessing.FileSystem;

/// <summary>Runs work that waits for the disk on threads of its own: those of the pool serve requests, and are as few as the processors.</summary>
internal sealed class DiskThreads
{
    // Syncs that run side by side share the disk's own work; more at once gain nothing.
    private const int MaxThreads = 16;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly object _gate = new();
    private readonly Queue<Action> _waiting = [];
    private int _threads;
    private int _idle;

    public Task<T> RunAsync<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _waiting.Enqueue(() => Run(work, done));
            if (_waiting.Count <= _idle)
            {
                Monitor.Pulse(_gate);
            }
            else if (_threads < MaxThreads)
            {
                // Without the caller's context, which a thread would keep for as long as it lives.
                _threads++;
                new Thread(WorkOn) { IsBackground = true, Name = "DocProcessing disk" }.UnsafeStart();
            }
        }

        return done.Task;
    }

    private static void Run<T>(Func<T> work, TaskCompletionSource<T> done)
    {
        try
        {
            done.SetResult(work());
        }
#pragma warning disable CA1031 // Whatever it was, it is its caller's.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            done.SetException(exception);
        }
    }

    private void WorkOn()
    {
        while (Take() is { } work)
        {
            work();
        }
    }

    /// <summary>Waits for work; a thread that has waited in vain for long ends.</summary>
    private Action? Take()
    {
        lock (_gate)
        {
            _idle++;
            while (_waiting.Count == 0 && Monitor.Wait(_gate, Patience))
            {
            }

            _idle--;
            if (_waiting.TryDequeue(out var work))
            {
                return work;
            }

            _threads--;
            return null;
        }
    }
}
