using System.Threading.Channels;

namespace DocProcessing.Benchmarks.Queue;

/// <summary>The framework's own priority queue with workers: no delays, no ageing, no bound, no removal.</summary>
internal sealed class PriorityChannel
{
    private static readonly Comparer<JobTicket> ByUrgency = Comparer<JobTicket>.Create((left, right) =>
        right.Priority.CompareTo(left.Priority) is not 0 and var order ? order : left.NotBefore.CompareTo(right.NotBefore));

    private readonly Channel<JobTicket> _channel = Channel.CreateUnboundedPrioritized(new UnboundedPrioritizedChannelOptions<JobTicket> { Comparer = ByUrgency });
    private readonly Task _workers;

    public PriorityChannel(Delivery delivery, int workers) =>
        _workers = Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(() => WorkAsync(delivery))));

    public void Enqueue(JobTicket ticket) => _channel.Writer.TryWrite(ticket);

    public Task StopAsync()
    {
        _channel.Writer.Complete();
        return _workers;
    }

    private async Task WorkAsync(Delivery delivery)
    {
        await foreach (var ticket in _channel.Reader.ReadAllAsync())
        {
            await delivery.HandleAsync(ticket, CancellationToken.None);
        }
    }
}
