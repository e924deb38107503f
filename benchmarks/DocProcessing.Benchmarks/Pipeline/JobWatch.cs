using System.Collections.Concurrent;

namespace DocProcessing.Benchmarks.Pipeline;

/// <summary>Hears from the bus when jobs end, and how long their stages took.</summary>
internal sealed class JobWatch : IDisposable
{
    private readonly ConcurrentDictionary<JobId, TaskCompletionSource<ProgressEvent>> _ends = new();
    private readonly ConcurrentDictionary<string, TimeSpan> _stages = new();
    private readonly IDisposable _subscription;

    public JobWatch(IProgressBus bus) => _subscription = bus.Subscribe(OnMessage);

    /// <summary>Gets the time that each stage took in all.</summary>
    public IReadOnlyDictionary<string, TimeSpan> Stages => _stages;

    public async Task WaitAsync(JobId id)
    {
        var end = await EndOf(id).Task.WaitAsync(TimeSpan.FromMinutes(1));
        _ends.TryRemove(id, out _);
        if (end.Status != JobStatus.Completed)
        {
            throw new InvalidOperationException($"The job ended {end.Status}: {end.Error?.Message}");
        }
    }

    public void Dispose() => _subscription.Dispose();

    private void OnMessage(BusMessage message)
    {
        if (message is not ProgressMessage { Progress: var progress })
        {
            return;
        }

        if (progress.StageRun is { } run)
        {
            _stages.AddOrUpdate(run.Stage, run.Duration, (_, sum) => sum + run.Duration);
        }

        if (progress.Status.IsTerminal())
        {
            EndOf(progress.JobId).TrySetResult(progress);
        }
    }

    // The end may be heard before the upload's answer.
    private TaskCompletionSource<ProgressEvent> EndOf(JobId id) => _ends.GetOrAdd(id, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
