namespace DocProcessing.Conformance;

/// <summary>Passes every call on: the base of queues that do one thing otherwise.</summary>
public class QueueDecorator(IJobQueue inner) : IJobQueue
{
    public virtual Task EnqueueAsync(JobTicket ticket, CancellationToken cancellationToken) => inner.EnqueueAsync(ticket, cancellationToken);

    public virtual Task<bool> RemoveAsync(JobId id, CancellationToken cancellationToken) => inner.RemoveAsync(id, cancellationToken);

    public virtual Task<QueueStatistics> GetStatisticsAsync(CancellationToken cancellationToken) => inner.GetStatisticsAsync(cancellationToken);

    public virtual Task StartWorkersAsync(IJobTicketHandler handler, int workers, CancellationToken cancellationToken) =>
        inner.StartWorkersAsync(handler, workers, cancellationToken);

    public virtual Task StopWorkersAsync(CancellationToken cancellationToken) => inner.StopWorkersAsync(cancellationToken);
}
