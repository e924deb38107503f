using DocProcessing.Hangfire.Storage;
using DocProcessing.Hangfire.Tickets;
using Hangfire.Client;
using Hangfire.Common;
using Hangfire.States;
using Hangfire.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DocProcessing.Hangfire;

/// <summary>Tickets as jobs of Hangfire, one queue for each priority.</summary>
/// <remarks>The engine's calls block, so they run on the pool and the caller may stop waiting.</remarks>
internal sealed class HangfireJobQueue(
    TicketStorage storage, IOptions<HangfireQueueOptions> options, TimeProvider clock, ILogger<HangfireJobQueue> logger, IJobFilterProvider? filters = null)
    : IJobQueue, IDisposable
{
    private static readonly string[] Waiting = [EnqueuedState.StateName, ScheduledState.StateName];

    // The host's filters where it has some; never the global ones, which belong to nobody. The ticket's own filters are attributes of it.
    private readonly IJobFilterProvider _filters = filters ?? new JobFilterProviderCollection(new JobFilterAttributeFilterProvider());
    private readonly LostTickets _lost = new(clock);
    private readonly Lock _gate = new();
    private TicketServer? _server;

    private string Name => options.Value.QueueName;

    public Task EnqueueAsync(JobTicket ticket, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        return RunAsync(() => Enqueue(ticket), cancellationToken);
    }

    public Task<bool> RemoveAsync(JobId id, CancellationToken cancellationToken) => RunAsync(() => Remove(id), cancellationToken);

    public Task<QueueStatistics> GetStatisticsAsync(CancellationToken cancellationToken) =>
        RunAsync(() => TicketStatistics.Read(storage.Open(), Name, _server?.HeldBack ?? [], clock.GetUtcNow()), cancellationToken);

    public Task StartWorkersAsync(IJobTicketHandler handler, int workers, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(handler);
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        return RunAsync(() => Start(handler, workers), cancellationToken);
    }

    public async Task StopWorkersAsync(CancellationToken cancellationToken)
    {
        if (_server is { } server)
        {
            await server.StopAsync(cancellationToken);
            lock (_gate)
            {
                if (_server == server)
                {
                    _server = null;
                    server.Dispose();
                }
            }
        }
    }

    public void Dispose() => _server?.Dispose();

    private static async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken) =>
        await Task.Run(work, cancellationToken).WaitAsync(cancellationToken);

    private bool Enqueue(JobTicket ticket)
    {
        var engine = storage.Open();
        using var connection = engine.GetConnection();
        if (WaitingTickets.Find(connection, Name, ticket.JobId) is { } waiting)
        {
            if (waiting.Ticket != ticket)
            {
                TakeOut(connection, waiting);
            }
            else if (!_lost.IsLost(engine, connection, waiting, TicketQueues.Of(Name, ticket.Priority)))
            {
                return false;
            }

            // A lost one is left as it is: the worker that died may have left the engine's lock on it, which holds for minutes.
        }

        new BackgroundJobFactory(_filters).Create(new CreateContext(engine, connection, TicketJob.For(ticket, Name), StateFor(ticket)));
        return true;
    }

    private IState StateFor(JobTicket ticket)
    {
        if (ticket.NotBefore <= clock.GetUtcNow())
        {
            return new EnqueuedState(TicketQueues.Of(Name, ticket.Priority));
        }

        // The engine cuts off parts of a second, which would be too early.
        var due = new DateTime(ticket.NotBefore.UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, DateTimeKind.Utc);
        return new ScheduledState(due < ticket.NotBefore.UtcDateTime ? due.AddSeconds(1) : due);
    }

    private bool Remove(JobId id)
    {
        var wasHeldBack = _server?.Remove(id) ?? false;
        using var connection = storage.Open().GetConnection();
        return (WaitingTickets.Find(connection, Name, id) is { } waiting && TakeOut(connection, waiting)) || wasHeldBack;
    }

    /// <summary>Deletes the engine's job while it still waits. The engine locks a job while it changes its state, so a worker gets it before or never.</summary>
    private bool TakeOut(IStorageConnection connection, WaitingTicket waiting) =>
        new BackgroundJobStateChanger(_filters).ChangeState(
            new StateChangeContext(storage.Open(), connection, waiting.EngineId, new DeletedState(), Waiting)) is DeletedState;

    private bool Start(IJobTicketHandler handler, int workers)
    {
        lock (_gate)
        {
            if (_server is not null)
            {
                throw new InvalidOperationException("The queue's workers are started already.");
            }

            _server = new TicketServer(storage.Open(), options.Value, _filters, handler, workers, ticket => Enqueue(ticket), clock, logger);
            return true;
        }
    }
}
