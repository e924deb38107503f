using DocProcessing.Quartz.Engine;
using DocProcessing.Quartz.Tickets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Quartz;

namespace DocProcessing.Quartz;

/// <summary>Tickets as triggers of Quartz.NET.</summary>
internal sealed partial class QuartzJobQueue(
    TicketScheduler engine, TicketSlot slot, IOptions<QuartzQueueOptions> options, TimeProvider clock, ILogger<QuartzJobQueue> logger) : IJobQueue, IDisposable
{
    private readonly SemaphoreSlim _starting = new(1);
    private QuartzWorkers? _workers;

    private string Group => options.Value.SchedulerName;

    public async Task EnqueueAsync(JobTicket ticket, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        var scheduler = await engine.OpenAsync(cancellationToken);
        if (await FindAsync(scheduler, ticket.JobId, cancellationToken) is { } present
            && IsWaiting(present)
            && TicketTriggers.Read(present.Key, present.JobKey, present.Description) == ticket)
        {
            return;
        }

        // One that a worker has, or had when it died, is in the way of the new one and of nothing else.
        var trigger = TicketTriggers.For(ticket, Group, options.Value.PriorityAgeing, clock.GetUtcNow());
        await scheduler.ScheduleTrigger(trigger, TriggerConflict.Replace, cancellationToken);
    }

    public async Task<bool> RemoveAsync(JobId id, CancellationToken cancellationToken)
    {
        var wasHeldBack = _workers?.Delivery.Remove(id) ?? false;
        var scheduler = await engine.OpenAsync(cancellationToken);
        return (await FindAsync(scheduler, id, cancellationToken) is { } present && IsWaiting(present) && await scheduler.UnscheduleJob(present.Key, cancellationToken))
            || wasHeldBack;
    }

    public async Task<QueueStatistics> GetStatisticsAsync(CancellationToken cancellationToken)
    {
        var scheduler = await engine.OpenAsync(cancellationToken);
        var waiting = await TicketStatistics.ReadAsync(scheduler, Group, options.Value.PriorityAgeing, clock.GetUtcNow(), cancellationToken);
        var (workers, heldBack) = (_workers, _workers?.Delivery.HeldBack ?? []);
        return waiting with
        {
            Waiting = waiting.Waiting.ToDictionary(entry => entry.Key, entry => entry.Value + heldBack.Count(ticket => ticket.Priority == entry.Key)),
            Workers = workers?.Count ?? 0,
            Busy = workers?.Delivery.Busy ?? 0,
        };
    }

    public async Task StartWorkersAsync(IJobTicketHandler handler, int workers, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(handler);
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        await _starting.WaitAsync(cancellationToken);
        try
        {
            if (_workers is not null)
            {
                throw new InvalidOperationException("The queue's workers are started already.");
            }

            var scheduler = await engine.OpenAsync(cancellationToken);
            var started = new QuartzWorkers(new TicketDelivery(handler, clock, logger), workers);
            slot.Deliver = ticket => DeliverAsync(started.Delivery, ticket);
            if (engine.IsOwn)
            {
                engine.Pool.Resize(workers);
                await scheduler.Start(cancellationToken);
            }

            var promotion = new DelayedTickets(scheduler, options.Value, clock, logger);
            started.Promotion = Task.Run(() => promotion.RunAsync(started.Stopping), CancellationToken.None);
            _workers = started;
        }
        finally
        {
            _starting.Release();
        }
    }

    public async Task StopWorkersAsync(CancellationToken cancellationToken)
    {
        if (_workers is not { } workers)
        {
            return;
        }

        var scheduler = await engine.OpenAsync(cancellationToken);
        if (engine.IsOwn && scheduler.Status == SchedulerStatus.Running)
        {
            await scheduler.Standby(cancellationToken);
        }

        await workers.StopAsync(cancellationToken);
        await _starting.WaitAsync(cancellationToken);
        try
        {
            if (_workers == workers)
            {
                _workers = null;
                workers.Dispose();
            }
        }
        finally
        {
            _starting.Release();
        }
    }

    public void Dispose()
    {
        _workers?.Dispose();
        _starting.Dispose();
    }

    // One in the state of error is passed over by the engine for ever.
    private static bool IsWaiting(TriggerHeader present) => present.NextFireTimeUtc is not null && present.State is TriggerState.Normal or TriggerState.Blocked;

    private async Task<TriggerHeader?> FindAsync(IScheduler scheduler, JobId id, CancellationToken cancellationToken)
    {
        var found = await scheduler.QueryTriggers(
            new TriggerQuery { Group = GroupMatcher<TriggerKey>.GroupEquals(Group), Name = NameMatcher<TriggerKey>.NameEquals(id.Value), Take = 1 },
            cancellationToken);
        return found.Items is [var present, ..] ? present : null;
    }

    private async Task DeliverAsync(TicketDelivery delivery, JobTicket ticket)
    {
        // The host's own scheduler goes on when our workers stop: what is put back there comes at once, for ever. The reconciler brings it.
        if (await delivery.DeliverAsync(ticket) is { } unhandled && engine.IsOwn)
        {
            try
            {
                await EnqueueAsync(unhandled, CancellationToken.None);
            }
            catch (SchedulerException exception)
            {
                LogNotPutBack(exception, ticket.JobId);
            }
        }
    }

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "The ticket of job {JobId} could not be put back; the reconciler brings it again.")]
    private partial void LogNotPutBack(Exception exception, JobId jobId);
}
