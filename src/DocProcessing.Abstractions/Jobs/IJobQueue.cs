namespace DocProcessing;

/// <summary>A hint that a job can be worked on. The job's record decides.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Priority">Its priority.</param>
/// <param name="NotBefore">The time before which it must not be delivered; also its place among tickets of the same priority.</param>
public sealed record JobTicket(JobId JobId, JobPriority Priority, DateTimeOffset NotBefore);

/// <summary>
/// The slot that brings tickets to workers: each at least once while the process lives, by priority, not before its time.
/// A queue may lose tickets in a crash, or drop them when it is full: the reconciler brings them again.
/// </summary>
public interface IJobQueue
{
    /// <summary>Enqueues a ticket. One that waits already for the same job is replaced.</summary>
    /// <param name="ticket">The ticket.</param>
    /// <param name="cancellationToken">Stops waiting. The ticket may be in the queue.</param>
    /// <returns>A task that ends when the ticket waits.</returns>
    Task EnqueueAsync(JobTicket ticket, CancellationToken cancellationToken);

    /// <summary>Takes a waiting ticket out.</summary>
    /// <param name="id">The job.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns><see langword="true"/> when a ticket waited and will not be delivered.</returns>
    Task<bool> RemoveAsync(JobId id, CancellationToken cancellationToken);

    /// <summary>Tells how long the queue is.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A snapshot; <see cref="QueueStatistics.Waiting"/> never counts too few.</returns>
    Task<QueueStatistics> GetStatisticsAsync(CancellationToken cancellationToken);

    /// <summary>Starts to deliver tickets to workers of this process.</summary>
    /// <param name="handler">Takes the tickets.</param>
    /// <param name="workers">How many tickets may be handled at the same time.</param>
    /// <param name="cancellationToken">Stops starting.</param>
    /// <returns>A task that ends when the workers wait for tickets.</returns>
    Task StartWorkersAsync(IJobTicketHandler handler, int workers, CancellationToken cancellationToken);

    /// <summary>Stops delivering, tells the running handlers to stop, and waits for them.</summary>
    /// <param name="cancellationToken">Stops waiting for handlers that are still running.</param>
    /// <returns>A task that ends when no handler of this process runs.</returns>
    Task StopWorkersAsync(CancellationToken cancellationToken);
}

/// <summary>Takes tickets from a queue.</summary>
public interface IJobTicketHandler
{
    /// <summary>Waits until this node can start one more job.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The place; the queue disposes it after <see cref="HandleAsync"/>. A queue that chooses the ticket itself asks before it chooses.</returns>
    ValueTask<IDisposable> EnterAsync(CancellationToken cancellationToken);

    /// <summary>Works on a job, if there is still something to do. Never throws, but for cancellation.</summary>
    /// <param name="ticket">The ticket.</param>
    /// <param name="cancellationToken">The host is shutting down: give the job back.</param>
    /// <returns>A task that ends when the job is done or given back.</returns>
    Task HandleAsync(JobTicket ticket, CancellationToken cancellationToken);
}

/// <summary>How long a queue is and how busy its workers are.</summary>
public sealed record QueueStatistics
{
    /// <summary>Gets the number of waiting tickets by priority, delayed ones included.</summary>
    public required IReadOnlyDictionary<JobPriority, long> Waiting { get; init; }

    /// <summary>Gets how long the oldest ticket that could run has waited; <see langword="null"/> when none waits or the engine cannot tell.</summary>
    public TimeSpan? OldestWait { get; init; }

    /// <summary>Gets the number of workers, of all processes where the engine can tell.</summary>
    public int Workers { get; init; }

    /// <summary>Gets the number of workers that handle a ticket.</summary>
    public int Busy { get; init; }
}
