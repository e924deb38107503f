using Hangfire;
using EngineJob = Hangfire.Common.Job;

namespace DocProcessing.Hangfire.Tickets;

/// <summary>What the engine stores for a ticket, and calls when it has chosen it.</summary>
/// <remarks>
/// Its name, its method and the three texts are written into the store, where an older or newer version reads them. The engine's own retry is off:
/// retries, like timeouts and cancels, are the job's own.
/// </remarks>
[AutomaticRetry(Attempts = 0, LogEvents = false, OnAttemptsExceeded = AttemptsExceededAction.Delete)]
[CountsAsWaiting]
internal sealed class TicketJob(Func<JobTicket, Task> deliver)
{
    /// <summary>Makes the engine's job for a ticket.</summary>
    public static EngineJob For(JobTicket ticket, string name)
    {
        var (id, priority, notBefore) = (ticket.JobId.Value, ticket.Priority.ToString(), WaitingTickets.Text(ticket.NotBefore));
        return EngineJob.FromExpression<TicketJob>(job => job.DeliverAsync(id, priority, notBefore), TicketQueues.Of(name, ticket.Priority));
    }

    public static (string Name, JobTicket Ticket) Read(EngineJob job)
    {
        var ticket = Read((string)job.Args[0], (string)job.Args[1], (string)job.Args[2]);
        return (TicketQueues.NameOf(job.Queue, ticket.Priority), ticket);
    }

    public Task DeliverAsync(string jobId, string priority, string notBefore) => deliver(Read(jobId, priority, notBefore));

    private static JobTicket Read(string jobId, string priority, string notBefore) =>
        new(JobId.Parse(jobId, null), Enum.Parse<JobPriority>(priority), WaitingTickets.Time(notBefore));
}
