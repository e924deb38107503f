using Hangfire.Common;
using Hangfire.States;
using Hangfire.Storage;

namespace DocProcessing.Hangfire.Tickets;

/// <summary>
/// Keeps <see cref="WaitingTickets"/> true whoever changes a ticket's state: this queue, a worker that takes it, or an operator at the dashboard.
/// An attribute, since that goes with the job wherever the engine meets it; filters of a server or a client do not.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class CountsAsWaitingAttribute : JobFilterAttribute, IApplyStateFilter
{
    // What happened to a job is told by its own history. The ticket's is kept for a look at the dashboard.
    private static readonly TimeSpan KeepFinished = TimeSpan.FromHours(1);

    public void OnStateApplied(ApplyStateContext context, IWriteOnlyTransaction transaction)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.JobExpirationTimeout = KeepFinished;
        if (IsWaiting(context.NewState.Name))
        {
            var (name, ticket) = TicketJob.Read(context.BackgroundJob.Job);
            var created = new DateTimeOffset(DateTime.SpecifyKind(context.BackgroundJob.CreatedAt, DateTimeKind.Utc));
            WaitingTickets.Add(transaction, name, new WaitingTicket(context.BackgroundJob.Id, ticket, ticket.NotBefore > created ? ticket.NotBefore : created));
        }
    }

    public void OnStateUnapplied(ApplyStateContext context, IWriteOnlyTransaction transaction)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!IsWaiting(context.OldStateName) || IsWaiting(context.NewState.Name))
        {
            return;
        }

        var (name, ticket) = TicketJob.Read(context.BackgroundJob.Job);
        var waiting = WaitingTickets.Find(context.Connection, name, ticket.JobId);
        if (waiting is null || waiting.EngineId == context.BackgroundJob.Id)
        {
            WaitingTickets.Remove(transaction, name, ticket);
        }
        else if (waiting.Ticket.Priority != ticket.Priority)
        {
            WaitingTickets.Uncount(transaction, name, ticket);
        }
    }

    private static bool IsWaiting(string? state) => state == EnqueuedState.StateName || state == ScheduledState.StateName;
}
