using DocProcessing.Hangfire.Tickets;
using Hangfire;
using Hangfire.Storage;
using Hangfire.Storage.Monitoring;

namespace DocProcessing.Hangfire;

/// <summary>Reads how long the queue is and what the workers of all processes do.</summary>
internal static class TicketStatistics
{
    public static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(5);

    // A process that was killed stays in the engine's list for minutes.
    private static readonly TimeSpan AliveFor = 4 * HeartbeatInterval;

    public static QueueStatistics Read(JobStorage storage, string name, IReadOnlyList<JobTicket> heldBack, DateTimeOffset now)
    {
        using var connection = (JobStorageConnection)storage.GetConnection();
        var monitoring = storage.GetMonitoringApi();
        var queues = TicketQueues.Of(name).ToHashSet(StringComparer.Ordinal);
        var servers = monitoring.Servers().Where(server => IsAlive(server, now) && server.Queues.Any(queues.Contains)).ToList();
        var oldest = Enum.GetValues<JobPriority>().Select(priority => WaitingTickets.OldestReady(connection, name, priority, now)).Min();
        return new QueueStatistics
        {
            Waiting = Enum.GetValues<JobPriority>().ToDictionary(
                priority => priority,
                priority => WaitingTickets.Count(connection, name, priority) + heldBack.Count(ticket => ticket.Priority == priority)),
            OldestWait = now - oldest,
            Workers = servers.Sum(server => server.WorkersCount),
            Busy = Busy(monitoring, servers),
        };
    }

    private static bool IsAlive(ServerDto server, DateTimeOffset now) =>
        new DateTimeOffset(DateTime.SpecifyKind(server.Heartbeat ?? server.StartedAt, DateTimeKind.Utc)) > now - AliveFor;

    /// <summary>Counts the tickets that living servers work on: those of dead ones stay listed until the engine finds them.</summary>
    private static int Busy(IMonitoringApi monitoring, List<ServerDto> servers)
    {
        var alive = servers.Select(server => server.Name).ToHashSet(StringComparer.Ordinal);
        var listed = (int)Math.Min(monitoring.ProcessingCount(), int.MaxValue);
        return listed == 0
            ? 0
            : monitoring.ProcessingJobs(0, listed).Count(job => job.Value?.Job?.Type == typeof(TicketJob) && alive.Contains(job.Value.ServerId));
    }
}
