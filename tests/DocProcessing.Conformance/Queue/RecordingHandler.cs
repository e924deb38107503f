using System.Collections.Concurrent;
using System.Threading.Channels;

namespace DocProcessing.Conformance;

/// <summary>Takes tickets as a test tells it to, and remembers them.</summary>
public sealed class RecordingHandler(TimeProvider clock) : IJobTicketHandler
{
    private readonly ConcurrentQueue<Delivery> _deliveries = new();
    private readonly Channel<JobTicket> _started = Channel.CreateUnbounded<JobTicket>();
    private readonly ConcurrentDictionary<JobId, int> _runningByJob = new();
    private int _places;
    private int _running;
    private int _mostRunning;

    /// <summary>Gets or sets what handling a ticket does.</summary>
    public Func<JobTicket, CancellationToken, Task> Work { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Gets or sets what a worker waits for before it gets a place.</summary>
    public Func<CancellationToken, Task> Entrance { get; set; } = _ => Task.CompletedTask;

    /// <summary>Gets the tickets in the order of their delivery.</summary>
    public IReadOnlyList<Delivery> Deliveries => [.. _deliveries];

    /// <summary>Gets the jobs in the order of their delivery.</summary>
    public IReadOnlyList<JobId> Jobs => [.. _deliveries.Select(delivery => delivery.Ticket.JobId)];

    /// <summary>Gets the number of places that are taken and not given back.</summary>
    public int Places => Volatile.Read(ref _places);

    /// <summary>Gets the number of tickets that are being handled.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>Gets the largest number of tickets that were handled at the same time.</summary>
    public int MostRunning => Volatile.Read(ref _mostRunning);

    /// <summary>Gets whether a job was ever handled twice at the same time, or without a place.</summary>
    public bool HasOverlapped { get; private set; }

    /// <inheritdoc/>
    public async ValueTask<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        await Entrance(cancellationToken);
        Interlocked.Increment(ref _places);
        return new Place(this);
    }

    /// <inheritdoc/>
    public async Task HandleAsync(JobTicket ticket, CancellationToken cancellationToken)
    {
        var running = Interlocked.Increment(ref _running);
        InterlockedMax(ref _mostRunning, running);
        if (_runningByJob.AddOrUpdate(ticket.JobId, 1, (_, count) => count + 1) > 1 || Places == 0)
        {
            HasOverlapped = true;
        }

        _deliveries.Enqueue(new Delivery(ticket, clock.GetUtcNow()));
        _started.Writer.TryWrite(ticket);
        try
        {
            await Work(ticket, cancellationToken);
        }
        finally
        {
            _runningByJob.AddOrUpdate(ticket.JobId, 0, (_, count) => count - 1);
            Interlocked.Decrement(ref _running);
        }
    }

    /// <summary>Waits for deliveries that no earlier call has returned.</summary>
    /// <param name="count">How many.</param>
    /// <param name="patience">How long to wait for each, in real time.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The jobs in the order of their delivery.</returns>
    public async Task<IReadOnlyList<JobId>> WaitForAsync(int count, TimeSpan patience, CancellationToken cancellationToken)
    {
        var jobs = new List<JobId>();
        while (jobs.Count < count)
        {
            jobs.Add((await _started.Reader.ReadAsync(cancellationToken).AsTask().WaitAsync(patience, cancellationToken)).JobId);
        }

        return jobs;
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); seen < value;)
        {
            seen = Interlocked.CompareExchange(ref target, value, seen) is var found && found == seen ? value : found;
        }
    }

    private sealed class Place(RecordingHandler handler) : IDisposable
    {
        private int _disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
            {
                Interlocked.Decrement(ref handler._places);
            }
        }
    }
}

/// <summary>A ticket that came to a handler.</summary>
/// <param name="Ticket">The ticket.</param>
/// <param name="At">When.</param>
public sealed record Delivery(JobTicket Ticket, DateTimeOffset At);
