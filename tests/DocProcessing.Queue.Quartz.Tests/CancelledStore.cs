using System.Reflection;
using Quartz;

namespace DocProcessing.Queue.Quartz.Tests;

/// <summary>A scheduler whose store is asked until the caller gives up, and which then tells of it in its own words, as the real one does inside a transaction.</summary>
public class CancelledStore : DispatchProxy
{
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private IScheduler? _inner;

    /// <summary>Gets a task that ends when the store was asked for overdue triggers.</summary>
    public Task Asked => _asked.Task;

    public static IScheduler Over(IScheduler scheduler)
    {
        var proxy = Create<IScheduler, CancelledStore>();
        ((CancelledStore)proxy)._inner = scheduler;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        ArgumentNullException.ThrowIfNull(targetMethod);
        if (targetMethod.Name == nameof(IScheduler.QueryTriggers) && args is [TriggerQuery { NextFireTimeBefore: not null }, CancellationToken cancelled])
        {
            return new ValueTask<PagedResult<TriggerHeader>>(WaitAsync(cancelled));
        }

        return targetMethod.Invoke(_inner, args);
    }

    private async Task<PagedResult<TriggerHeader>> WaitAsync(CancellationToken cancelled)
    {
        _asked.TrySetResult();
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancelled);
        }
        catch (OperationCanceledException exception)
        {
            throw new JobPersistenceException("Couldn't commit ADO.NET transaction.", exception);
        }

        throw new InvalidOperationException("Nobody gave up.");
    }
}
