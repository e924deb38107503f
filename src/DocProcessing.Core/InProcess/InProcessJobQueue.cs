using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DocProcessing.InProcess;

/// <summary>A bounded queue in memory, and the workers that empty it.</summary>
internal sealed partial class InProcessJobQueue : IJobQueue, IDisposable
{
    // A wall clock may be set while a timer runs, so that no wait relies on one timer for longer.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PauseAfterError = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly WaitingTickets _waiting;
    private readonly Dictionary<JobId, JobTicket?> _running = [];
    private readonly Queue<TaskCompletionSource> _idle = [];
    private readonly TimeProvider _clock;
    private readonly ILogger<InProcessJobQueue> _logger;
    private readonly ITimer _timer;
    private readonly bool[] _isFull = new bool[Enum.GetValues<JobPriority>().Length];
    private WorkerGroup? _workers;

    public InProcessJobQueue(IOptions<InProcessQueueOptions> options, TimeProvider clock, ILogger<InProcessJobQueue> logger)
    {
        _waiting = new WaitingTickets(options.Value.CapacityPerPriority, options.Value.PriorityAgeing);
        _clock = clock;
        _logger = logger;
        _timer = clock.CreateTimer(_ => OnTimer(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public Task EnqueueAsync(JobTicket ticket, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (_running.ContainsKey(ticket.JobId))
            {
                // Held back until the handler returns: one job is never handled twice at the same time here.
                _running[ticket.JobId] = ticket;
            }
            else
            {
                Add(ticket);
            }
        }

        return Task.CompletedTask;
    }

    public Task<bool> RemoveAsync(JobId id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var wasHeldBack = _running.GetValueOrDefault(id) is not null;
            if (wasHeldBack)
            {
                _running[id] = null;
            }

            var wasWaiting = _waiting.Remove(id);
            ArmTimer(_clock.GetUtcNow());
            return Task.FromResult(wasWaiting || wasHeldBack);
        }
    }

    public Task<QueueStatistics> GetStatisticsAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var heldBack = _running.Values.OfType<JobTicket>().ToList();
            return Task.FromResult(new QueueStatistics
            {
                Waiting = Enum.GetValues<JobPriority>().ToDictionary(
                    priority => priority,
                    priority => (long)_waiting.CountOf(priority) + heldBack.Count(ticket => ticket.Priority == priority)),
                OldestWait = _waiting.OldestWait(_clock.GetUtcNow()),
                Workers = _workers?.Count ?? 0,
                Busy = _running.Count,
            });
        }
    }

    public Task StartWorkersAsync(IJobTicketHandler handler, int workers, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(handler);
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (_workers is not null)
            {
                throw new InvalidOperationException("The queue's workers are started already.");
            }

            var group = new WorkerGroup(workers);
            _workers = group;
            var stopping = group.Stopping;
            group.Loops = Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(() => WorkAsync(handler, stopping), CancellationToken.None)));
            ArmTimer(_clock.GetUtcNow());
        }

        return Task.CompletedTask;
    }

    public async Task StopWorkersAsync(CancellationToken cancellationToken)
    {
        WorkerGroup? group;
        lock (_gate)
        {
            group = _workers;
        }

        if (group is null)
        {
            return;
        }

        await group.StopAsync();
        await group.Loops.WaitAsync(cancellationToken);
        lock (_gate)
        {
            if (_workers == group)
            {
                // Nobody waits there any more: a worker of a later start must not lose its call to one of these.
                _idle.Clear();
                _workers = null;
                group.Dispose();
            }
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        _workers?.Dispose();
    }

    private async Task WorkAsync(IJobTicketHandler handler, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await WaitForReadyAsync(stopping);

                // First the place, then the ticket: what is most urgent when the node can start a job is started.
                using var place = await handler.EnterAsync(stopping);
                if (!stopping.IsCancellationRequested && Take() is { } ticket)
                {
                    await HandleAsync(handler, ticket, stopping);
                }
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                LogPlaceFailed(exception);
                await Task.Delay(PauseAfterError, _clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task HandleAsync(IJobTicketHandler handler, JobTicket ticket, CancellationToken stopping)
    {
        try
        {
            await handler.HandleAsync(ticket, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The job was given back.
        }
        catch (Exception exception)
        {
            LogHandlerFailed(exception, ticket.JobId);
        }
        finally
        {
            lock (_gate)
            {
                if (_running.Remove(ticket.JobId, out var heldBack) && heldBack is not null)
                {
                    Add(heldBack);
                }
            }
        }
    }

    private Task WaitForReadyAsync(CancellationToken stopping)
    {
        TaskCompletionSource wake;
        lock (_gate)
        {
            if (_waiting.HasReady(_clock.GetUtcNow()))
            {
                return Task.CompletedTask;
            }

            wake = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _idle.Enqueue(wake);
        }

        return wake.Task.WaitAsync(stopping);
    }

    private JobTicket? Take()
    {
        lock (_gate)
        {
            var now = _clock.GetUtcNow();
            if (_waiting.TakeReady(now) is not { } ticket)
            {
                return null;
            }

            _running[ticket.JobId] = null;
            WakeOrArm(now);
            return ticket;
        }
    }

    private void Add(JobTicket ticket)
    {
        var now = _clock.GetUtcNow();
        var dropped = _waiting.Add(ticket, now);
        ref var isFull = ref _isFull[(int)ticket.Priority];
        if (dropped is not null && !isFull)
        {
            LogFull(ticket.Priority);
        }

        isFull = dropped is not null;
        WakeOrArm(now);
    }

    private void OnTimer()
    {
        lock (_gate)
        {
            WakeOrArm(_clock.GetUtcNow());
        }
    }

    /// <summary>Wakes one worker when a ticket is ready: it wakes the next when it has taken one and more are ready.</summary>
    private void WakeOrArm(DateTimeOffset now)
    {
        if (_waiting.HasReady(now) && _idle.TryDequeue(out var worker))
        {
            worker.TrySetResult();
        }

        ArmTimer(now);
    }

    private void ArmTimer(DateTimeOffset now)
    {
        if (_workers is not null && _waiting.NextTime(now) is { } next)
        {
            // Rounded up to the timer's grain, so that it does not fire before the time and spin.
            var wait = TimeSpan.FromMilliseconds(Math.Ceiling((next - now).TotalMilliseconds));
            _timer.Change(wait < LongestTimer ? wait : LongestTimer, Timeout.InfiniteTimeSpan);
        }
    }
}
