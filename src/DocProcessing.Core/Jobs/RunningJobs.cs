using System.Collections.Concurrent;

namespace DocProcessing.Jobs;

/// <summary>The jobs that this node runs, so that a cancel reaches them at once.</summary>
internal sealed class RunningJobs : IDisposable
{
    private readonly ConcurrentDictionary<JobId, StopSignal> _running = new();
    private readonly IDisposable _subscription;

    public RunningJobs(IProgressBus bus) => _subscription = bus.Subscribe(message =>
    {
        if (message is CancelMessage cancel && _running.TryGetValue(cancel.JobId, out var signal))
        {
            signal.Stop(StopReason.Cancelled);
        }
    });

    public void Add(JobId id, StopSignal signal) => _running[id] = signal;

    public void Remove(JobId id, StopSignal signal) => _running.TryRemove(KeyValuePair.Create(id, signal));

    public void Dispose() => _subscription.Dispose();
}
