using Quartz;

namespace DocProcessing.Quartz.Tickets;

/// <summary>Reads how many tickets wait.</summary>
internal static class TicketStatistics
{
    // Triggers that a worker has, or has had, have no next time.
    private static readonly DateTimeOffset Ever = new(9000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static async Task<QueueStatistics> ReadAsync(
        IScheduler scheduler, string group, TimeSpan ageing, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var waiting = new Dictionary<JobPriority, long>();
        DateTimeOffset? oldest = null;
        foreach (var priority in Enum.GetValues<JobPriority>())
        {
            var ready = await QueryAsync(scheduler, TicketTriggers.JobOf(priority, isDelayed: false, group), Ever, cancellationToken);
            var delayed = await QueryAsync(scheduler, TicketTriggers.JobOf(priority, isDelayed: true, group), Ever, cancellationToken);
            waiting[priority] = (ready.TotalCount ?? 0) + (delayed.TotalCount ?? 0);
            oldest = Earlier(oldest, ready.Items is [{ NextFireTimeUtc: { } first }, ..] ? first + ((int)priority * ageing) : null, now);
            oldest = Earlier(oldest, delayed.Items is [{ NextFireTimeUtc: { } due }, ..] ? due : null, now);
        }

        return new QueueStatistics { Waiting = waiting, OldestWait = now - oldest };
    }

    private static ValueTask<PagedResult<TriggerHeader>> QueryAsync(IScheduler scheduler, JobKey job, DateTimeOffset before, CancellationToken cancellationToken) =>
        scheduler.QueryTriggers(new TriggerQuery { Job = job, NextFireTimeBefore = before, Take = 1, IncludeTotalCount = true }, cancellationToken);

    private static DateTimeOffset? Earlier(DateTimeOffset? oldest, DateTimeOffset? other, DateTimeOffset now) =>
        other <= now && !(oldest <= other) ? other : oldest;
}
