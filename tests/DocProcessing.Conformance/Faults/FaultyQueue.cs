using System.Collections.Concurrent;

namespace DocProcessing.Conformance;

/// <summary>What becomes of a ticket.</summary>
public enum TicketFate
{
    /// <summary>It is delivered.</summary>
    Deliver,

    /// <summary>It is lost, as in a crash.</summary>
    Lose,

    /// <summary>It is delivered twice at the same time, as after an engine's own time-out.</summary>
    Duplicate,

    /// <summary>It is held back until another ticket was enqueued after it.</summary>
    Overtake,

    /// <summary>Enqueuing fails, and the ticket does not wait.</summary>
    Fail,

    /// <summary>Enqueuing fails, and the ticket waits all the same.</summary>
    LoseAnswer,
}

/// <summary>A queue that loses, doubles and reorders tickets as a test plans it.</summary>
/// <param name="inner">The queue that does the work.</param>
/// <param name="plan">Tells the fate of a ticket; with it goes which one it is, from 1.</param>
public sealed class FaultyQueue(IJobQueue inner, Func<JobTicket, int, TicketFate> plan) : QueueDecorator(inner)
{
    private readonly ConcurrentQueue<JobTicket> _overtaken = new();
    private readonly ConcurrentDictionary<JobId, bool> _duplicated = new();
    private int _enqueued;

    /// <summary>Gets the number of tickets that were enqueued, lost ones included.</summary>
    public int Enqueued => Volatile.Read(ref _enqueued);

    public override async Task EnqueueAsync(JobTicket ticket, CancellationToken cancellationToken)
    {
        var fate = plan(ticket, Interlocked.Increment(ref _enqueued));
        switch (fate)
        {
            case TicketFate.Lose:
                return;
            case TicketFate.Fail:
                throw new IOException("The queue is out of reach.");
            case TicketFate.Overtake:
                _overtaken.Enqueue(ticket);
                return;
            case TicketFate.Duplicate:
                _duplicated[ticket.JobId] = true;
                break;
        }

        await base.EnqueueAsync(ticket, cancellationToken);
        while (_overtaken.TryDequeue(out var overtaken))
        {
            await base.EnqueueAsync(overtaken, cancellationToken);
        }

        if (fate == TicketFate.LoseAnswer)
        {
            throw new IOException("The queue's answer is lost.");
        }
    }

    public override Task StartWorkersAsync(IJobTicketHandler handler, int workers, CancellationToken cancellationToken) =>
        base.StartWorkersAsync(new DoublingHandler(this, handler), workers, cancellationToken);

    private sealed class DoublingHandler(FaultyQueue queue, IJobTicketHandler inner) : IJobTicketHandler
    {
        public ValueTask<IDisposable> EnterAsync(CancellationToken cancellationToken) => inner.EnterAsync(cancellationToken);

        public Task HandleAsync(JobTicket ticket, CancellationToken cancellationToken) =>
            queue._duplicated.TryRemove(ticket.JobId, out _)
                ? Task.WhenAll(inner.HandleAsync(ticket, cancellationToken), inner.HandleAsync(ticket, cancellationToken))
                : inner.HandleAsync(ticket, cancellationToken);
    }
}
