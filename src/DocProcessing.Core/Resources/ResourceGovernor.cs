using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DocProcessing.Resources;

/// <summary>Lets jobs start while this node has processors and memory for them, in the order in which they asked.</summary>
/// <remarks>
/// One may always run, so that a node that is short of everything still works. While jobs wait, each sample and each job that
/// ends lets at most one in: what it will use shows only in later samples. No timer runs while none waits.
/// </remarks>
internal sealed partial class ResourceGovernor : IDisposable
{
    private const double DefaultMemoryShare = 0.9;
    private const int SmallestMemoryShareOfTask = 4;
    private const int BytesPerMegabyteShift = 20;

    private readonly Lock _gate = new();
    private readonly LinkedList<TaskCompletionSource<IDisposable>> _waiters = [];
    private readonly ResourceMeter _meter;
    private readonly ITimer _timer;
    private readonly TimeSpan _interval;
    private readonly double _cpuThreshold;
    private readonly long _memoryThreshold;
    private readonly ILogger<ResourceGovernor> _logger;
    private int _running;

    public ResourceGovernor(IOptions<ResourceOptions> options, IResourceSampler sampler, TimeProvider clock, ILogger<ResourceGovernor> logger)
    {
        var settings = options.Value;
        _logger = logger;
        _interval = settings.SampleInterval;
        _cpuThreshold = settings.CpuThrottleThreshold;
        var limit = settings.MaxMemoryMegabytes is { } megabytes
            ? (long)megabytes << BytesPerMegabyteShift
            : (long)(sampler.AvailableMemoryBytes * DefaultMemoryShare);
        _memoryThreshold = limit - Math.Min((long)settings.MaxMemoryMegabytesPerTask << BytesPerMegabyteShift, limit / SmallestMemoryShareOfTask);
        _meter = new ResourceMeter(sampler, clock, _interval);
        _timer = clock.CreateTimer(_ => OnSample(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Gets what this node uses now.</summary>
    public ResourceUsage Current
    {
        get
        {
            lock (_gate)
            {
                _meter.Refresh();
                return new ResourceUsage(_meter.CpuFraction, _meter.MemoryBytes, _running, _waiters.Count > 0);
            }
        }
    }

    /// <summary>Waits until one more job can start.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The job's place; disposing it lets another in.</returns>
    public ValueTask<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        LinkedListNode<TaskCompletionSource<IDisposable>> waiter;
        lock (_gate)
        {
            _meter.Refresh();
            if (_waiters.Count == 0 && HasRoom)
            {
                return ValueTask.FromResult<IDisposable>(Admit());
            }

            waiter = _waiters.AddLast(new TaskCompletionSource<IDisposable>(TaskCreationOptions.RunContinuationsAsynchronously));
            if (_waiters.Count == 1)
            {
                LogThrottled(_meter.CpuFraction, _meter.MemoryBytes >> BytesPerMegabyteShift, _running);
                _timer.Change(_interval, _interval);
            }
        }

        return new ValueTask<IDisposable>(WaitAsync(waiter, cancellationToken));
    }

    public void Dispose() => _timer.Dispose();

    private bool HasRoom => _running == 0 || ((_cpuThreshold >= 1 || _meter.CpuFraction < _cpuThreshold) && _meter.MemoryBytes < _memoryThreshold);

    private async Task<IDisposable> WaitAsync(LinkedListNode<TaskCompletionSource<IDisposable>> waiter, CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.UnsafeRegister((_, token) => Cancel(waiter, token), null);
        return await waiter.Value.Task;
    }

    private void Cancel(LinkedListNode<TaskCompletionSource<IDisposable>> waiter, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            // One that was let in already keeps its place, and its caller gives it back.
            if (waiter.List is not null)
            {
                Leave(waiter);
                waiter.Value.TrySetCanceled(cancellationToken);
            }
        }
    }

    private void OnSample()
    {
        lock (_gate)
        {
            _meter.Refresh();
            AdmitNext();
        }
    }

    private void Release()
    {
        lock (_gate)
        {
            _running--;
            _meter.Refresh();
            AdmitNext();
        }
    }

    private void AdmitNext()
    {
        if (_waiters.First is { } waiter && HasRoom)
        {
            Leave(waiter);
            waiter.Value.TrySetResult(Admit());
        }
    }

    private void Leave(LinkedListNode<TaskCompletionSource<IDisposable>> waiter)
    {
        _waiters.Remove(waiter);
        if (_waiters.Count == 0)
        {
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    private Place Admit()
    {
        _running++;
        return new Place(this);
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "New jobs wait for resources: processors {CpuFraction:p0}, memory {MemoryMegabytes} MiB, {Running} jobs run.")]
    private partial void LogThrottled(double cpuFraction, long memoryMegabytes, int running);

    private sealed class Place(ResourceGovernor governor) : IDisposable
    {
        private int _disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
            {
                governor.Release();
            }
        }
    }
}
