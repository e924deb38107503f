using DocProcessing.Hangfire.Tickets;
using Hangfire;
using Hangfire.Common;
using Microsoft.Extensions.Logging;

namespace DocProcessing.Hangfire;

/// <summary>The engine's server of one start, for our queues only.</summary>
internal sealed class TicketServer : IDisposable
{
    // The host says how long it waits. Past these the engine would give a running ticket to another worker; the job's lease would turn that one away.
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    private readonly TicketDelivery _delivery;
    private readonly BackgroundJobServer _server;
    private bool _hasEnded;

    public TicketServer(
        JobStorage storage,
        HangfireQueueOptions options,
        IJobFilterProvider filters,
        IJobTicketHandler handler,
        int workers,
        Action<JobTicket> putBack,
        TimeProvider clock,
        ILogger logger)
    {
        _delivery = new TicketDelivery(handler, clock, logger);
        _server = new BackgroundJobServer(
            new BackgroundJobServerOptions
            {
                Queues = TicketQueues.Of(options.QueueName),
                WorkerCount = workers,
                SchedulePollingInterval = options.PollInterval,
                HeartbeatInterval = TicketStatistics.HeartbeatInterval,
                StopTimeout = Patience,
                ShutdownTimeout = Patience,
                FilterProvider = filters,
                Activator = new TicketActivator(async ticket =>
                {
                    if (await _delivery.DeliverAsync(ticket) is { } unhandled)
                    {
                        putBack(unhandled);
                    }
                }),
            },
            storage);
    }

    public IReadOnlyList<JobTicket> HeldBack => _delivery.HeldBack;

    public bool Remove(JobId id) => _delivery.Remove(id);

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _server.SendStop();
        await _delivery.StopAsync(cancellationToken);
        await _server.WaitForShutdownAsync(cancellationToken);
        _hasEnded = true;
    }

    public void Dispose()
    {
        if (_hasEnded)
        {
            _server.Dispose();
            _delivery.Dispose();
            return;
        }

        // Disposing would wait for a handler that ignores its stop. The engine's threads end with the process, and the job's lease lapses.
        _server.SendStop();
    }

    private sealed class TicketActivator(Func<JobTicket, Task> deliver) : JobActivator
    {
        public override object ActivateJob(Type jobType) => new TicketJob(deliver);
    }
}
