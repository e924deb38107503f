namespace DocProcessing.WebSockets;

/// <summary>What every connection needs.</summary>
internal sealed class SocketServices(
    IJobService jobs,
    ProgressBroadcaster broadcaster,
    PastNotifications past,
    IOptions<WebSocketSettings> settings,
    TimeProvider clock,
    ILogger<SocketCommands> logger)
{
    /// <summary>Gets how many messages each connection has sent of late.</summary>
    public LocalRateCounters Incoming { get; } = new(clock);

    public WebSocketSettings Settings => settings.Value;

    public TimeProvider Clock => clock;

    public Subscriptions Subscribe(Caller caller, Outbox outbox) => new(caller, outbox, broadcaster, Settings, clock);

    public JobLookups Lookups(Caller caller, Outbox outbox, Subscriptions subscriptions) => new(caller, outbox, jobs, subscriptions, past, clock);

    public SocketCommands Commands(Caller caller, Outbox outbox, Subscriptions subscriptions, JobLookups lookups) =>
        new(caller, outbox, subscriptions, lookups, jobs, past, clock, logger);
}
