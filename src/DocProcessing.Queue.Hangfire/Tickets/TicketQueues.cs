namespace DocProcessing.Hangfire.Tickets;

/// <summary>
/// The names of the four queues. A store takes from them by its own rule: Redis and memory in the order in which a server names them, PostgreSQL by
/// their names. With the most urgent first in both orders, all take the most urgent first.
/// </summary>
internal static class TicketQueues
{
    /// <summary>Gets the queues of a name, the most urgent first.</summary>
    public static string[] Of(string name) => [.. Enum.GetValues<JobPriority>().OrderDescending().Select(priority => Of(name, priority))];

    public static string Of(string name, JobPriority priority) => $"{name}-{Suffix(priority)}";

    /// <summary>Finds the name that a queue of ours begins with.</summary>
    public static string NameOf(string queue, JobPriority priority) => queue[..^(Suffix(priority).Length + 1)];

    private static string Suffix(JobPriority priority) => priority switch
    {
        JobPriority.Critical => "p0-critical",
        JobPriority.High => "p1-high",
        JobPriority.Normal => "p2-normal",
        _ => "p3-low",
    };
}
