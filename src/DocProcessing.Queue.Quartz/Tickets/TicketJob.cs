using Quartz;

namespace DocProcessing.Quartz.Tickets;

/// <summary>What the engine runs when it has chosen a ticket.</summary>
/// <remarks>Its full name is written into the store. The engine runs it again neither after a failure nor after a crash: that is for the job's own record to say.</remarks>
internal sealed class TicketJob(TicketSlot slot) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var ticket = TicketTriggers.Read(context.Trigger.Key, context.Trigger.JobKey, context.Trigger.Description);
        if (slot.Deliver is { } deliver)
        {
            await deliver(ticket);
        }
    }
}
