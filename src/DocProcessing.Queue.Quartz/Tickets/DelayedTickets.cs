using Microsoft.Extensions.Logging;
using Quartz;

namespace DocProcessing.Quartz.Tickets;

/// <summary>Gives delayed tickets whose time has come, and that no worker was free for, the place among the waiting that their priority asks for.</summary>
internal sealed partial class DelayedTickets(IScheduler scheduler, QuartzQueueOptions options, TimeProvider clock, ILogger logger)
{
    private const int BatchSize = 200;

    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(options.PollInterval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
            {
                try
                {
                    await PromoteAsync(stopping);
                }
                catch (Exception exception) when (!stopping.IsCancellationRequested)
                {
                    LogPromotionFailed(exception);
                }
            }
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // The workers stop. The engine tells of a cancelled transaction by an exception of its own.
        }
    }

    private async Task PromoteAsync(CancellationToken cancellationToken)
    {
        // A low one has no place to gain. One that is due just now may be starting.
        foreach (var priority in Enum.GetValues<JobPriority>().Where(priority => priority != JobPriority.Low))
        {
            var query = new TriggerQuery
            {
                Job = TicketTriggers.JobOf(priority, isDelayed: true, options.SchedulerName),
                NextFireTimeBefore = clock.GetUtcNow() - options.PollInterval,
                Take = BatchSize,
            };
            foreach (var overdue in (await scheduler.QueryTriggers(query, cancellationToken)).Items)
            {
                var ticket = TicketTriggers.Read(overdue.Key, overdue.JobKey, overdue.Description);

                // Whoever takes it out puts it in again; a ticket lost between the two is brought by the reconciler.
                if (await scheduler.UnscheduleJob(overdue.Key, cancellationToken))
                {
                    await scheduler.ScheduleJob(
                        TicketTriggers.For(ticket, options.SchedulerName, options.PriorityAgeing, clock.GetUtcNow()), default, CancellationToken.None);
                }
            }
        }
    }

    [LoggerMessage(EventId = 4, Level = LogLevel.Warning, Message = "Delayed tickets could not be looked through; the next round does.")]
    private partial void LogPromotionFailed(Exception exception);
}
