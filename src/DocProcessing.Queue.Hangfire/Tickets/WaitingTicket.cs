using System.Globalization;
using Hangfire.Storage;

namespace DocProcessing.Hangfire.Tickets;

/// <summary>A ticket that waits, and the engine's job that carries it.</summary>
/// <param name="EngineId">Hangfire's id of it.</param>
/// <param name="Ticket">The ticket.</param>
/// <param name="ReadySince">When it could run first.</param>
internal sealed record WaitingTicket(string EngineId, JobTicket Ticket, DateTimeOffset ReadySince);

/// <summary>
/// Tells which ticket waits for a job, and how many wait of each priority, beside the engine's own tables and by the same transactions. The engine itself
/// can tell neither: it finds no job by our id, and counts in its queues what was deleted long ago.
/// </summary>
/// <remarks>A hash <c>{name}:ticket:{job}</c> for each waiting ticket; a set <c>{name}:waiting:{priority}</c> of jobs, scored by when each could run.</remarks>
internal static class WaitingTickets
{
    private const string EngineId = "id";
    private const string Priority = "priority";
    private const string NotBefore = "not_before";
    private const string ReadySince = "ready_since";

    public static WaitingTicket? Find(IStorageConnection connection, string name, JobId id)
    {
        var entries = connection.GetAllEntriesFromHash(KeyOf(name, id));
        return entries is not null
            && entries.TryGetValue(EngineId, out var engineId)
            && entries.TryGetValue(Priority, out var priority) && Enum.TryParse<JobPriority>(priority, out var known)
            && entries.TryGetValue(NotBefore, out var notBefore)
            && entries.TryGetValue(ReadySince, out var since)
            ? new WaitingTicket(engineId, new JobTicket(id, known, Time(notBefore)), Time(since))
            : null;
    }

    public static void Add(IWriteOnlyTransaction transaction, string name, WaitingTicket waiting)
    {
        transaction.SetRangeInHash(
            KeyOf(name, waiting.Ticket.JobId),
            new Dictionary<string, string>
            {
                [EngineId] = waiting.EngineId,
                [Priority] = waiting.Ticket.Priority.ToString(),
                [NotBefore] = Text(waiting.Ticket.NotBefore),
                [ReadySince] = Text(waiting.ReadySince),
            });
        transaction.AddToSet(SetOf(name, waiting.Ticket.Priority), waiting.Ticket.JobId.Value, Score(waiting.ReadySince));
    }

    public static void Remove(IWriteOnlyTransaction transaction, string name, JobTicket ticket)
    {
        transaction.RemoveHash(KeyOf(name, ticket.JobId));
        transaction.RemoveFromSet(SetOf(name, ticket.Priority), ticket.JobId.Value);
    }

    /// <summary>Removes a ticket from the count of its priority, when another one waits for its job at another priority.</summary>
    public static void Uncount(IWriteOnlyTransaction transaction, string name, JobTicket ticket) =>
        transaction.RemoveFromSet(SetOf(name, ticket.Priority), ticket.JobId.Value);

    public static long Count(JobStorageConnection connection, string name, JobPriority priority) => connection.GetSetCount(SetOf(name, priority));

    /// <summary>Finds since when the oldest ticket of a priority could run.</summary>
    public static DateTimeOffset? OldestReady(JobStorageConnection connection, string name, JobPriority priority, DateTimeOffset now) =>
        connection.GetFirstByLowestScoreFromSet(SetOf(name, priority), 0, Score(now)) is { } id
            && Find(connection, name, JobId.FromTrusted(id)) is { } waiting && waiting.ReadySince <= now
            ? waiting.ReadySince
            : null;

    public static string Text(DateTimeOffset time) => time.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture);

    public static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);

    private static string KeyOf(string name, JobId id) => $"{name}:ticket:{id.Value}";

    private static string SetOf(string name, JobPriority priority) => $"{name}:waiting:{priority}";

    private static double Score(DateTimeOffset time) => time.ToUnixTimeMilliseconds() / 1000.0;
}
