using System.ComponentModel.DataAnnotations;

namespace DocProcessing;

/// <summary>How the in-process queue orders and bounds its tickets. Section <c>DocProcessing:Queue</c>.</summary>
public sealed class InProcessQueueOptions
{
    /// <summary>Gets or sets how many tickets of each priority are kept in memory.</summary>
    /// <value>
    /// 10 000 by default. Beyond it the ticket that would run last is dropped: its job stays pending in the job store, and the
    /// reconciler enqueues it again when there is room.
    /// </value>
    [Range(1, 10_000_000)]
    public int CapacityPerPriority { get; set; } = 10_000;

    /// <summary>Gets or sets how much longer a ticket must have waited to go before a fresh one of the next higher priority.</summary>
    /// <value>1 minute by default: a low ticket goes before a critical one that came 3 minutes after it, so nothing starves.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "30.00:00:00")]
    public TimeSpan PriorityAgeing { get; set; } = TimeSpan.FromMinutes(1);
}
