using System.Globalization;
using Quartz;

namespace DocProcessing.Quartz.Tickets;

/// <summary>Writes tickets as triggers of the engine, and reads them back.</summary>
/// <remarks>
/// The engine takes the trigger with the earliest time, and looks at priority only between equal times. So a ticket that could run gets a time
/// before its own, the earlier the more urgent it is. A delayed one may not, or it would start too early; it gets its place when its time has come.
/// One trigger for each document job, named by it: the engine refuses a second. Its job says its priority and whether it is delayed, for counting.
/// </remarks>
internal static class TicketTriggers
{
    private const string Delayed = "-delayed";

    // Times are not to leave the calendar's range, whatever a ticket says.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(365);

    public static ITrigger For(JobTicket ticket, string group, TimeSpan ageing, DateTimeOffset now)
    {
        var isDelayed = ticket.NotBefore > now;
        var start = isDelayed ? ticket.NotBefore : Max(ticket.NotBefore, now - LongestWait) - ((int)ticket.Priority * ageing);
        return TriggerBuilder.Create()
            .WithIdentity(KeyOf(ticket.JobId, group))
            .ForJob(JobOf(ticket.Priority, isDelayed, group))
            .WithDescription(ticket.NotBefore.ToString("O", CultureInfo.InvariantCulture))
            .WithPriority((int)ticket.Priority + 1)
            .StartAt(start)

            // Whatever its time: it is never late, and the engine is not to give it another one.
            .WithSimpleSchedule(schedule => schedule.WithMisfireInstruction(SimpleTriggerMisfireInstruction.IgnoreMisfires))
            .Build();
    }

    /// <summary>Reads a ticket back.</summary>
    /// <exception cref="FormatException">Somebody else has made the trigger.</exception>
    public static JobTicket Read(TriggerKey key, JobKey job, string? description) => new(
        JobId.Parse(key.Name, null),
        Enum.Parse<JobPriority>(job.Name.EndsWith(Delayed, StringComparison.Ordinal) ? job.Name[..^Delayed.Length] : job.Name),
        DateTimeOffset.Parse(description ?? "", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind));

    public static TriggerKey KeyOf(JobId id, string group) => new(id.Value, group);

    public static JobKey JobOf(JobPriority priority, bool isDelayed, string group) => new(isDelayed ? priority + Delayed : $"{priority}", group);

    /// <summary>Makes the engine's jobs that triggers refer to. They stay when no trigger does.</summary>
    public static IEnumerable<IJobDetail> Jobs(string group) =>
        Enum.GetValues<JobPriority>()
            .SelectMany(priority => (JobKey[])[JobOf(priority, isDelayed: false, group), JobOf(priority, isDelayed: true, group)])
            .Select(key => JobBuilder.Create<TicketJob>().WithIdentity(key).StoreDurably().Build());

    private static DateTimeOffset Max(DateTimeOffset left, DateTimeOffset right) => left > right ? left : right;
}
