namespace DocProcessing.Quartz.Tickets;

/// <summary>Where the engine's jobs find what takes the tickets.</summary>
internal sealed class TicketSlot
{
    /// <summary>Gets or sets what takes a ticket; empty while this process has no workers.</summary>
    public Func<JobTicket, Task>? Deliver { get; set; }
}
