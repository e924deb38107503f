using Microsoft.Extensions.Logging;

namespace DocProcessing.InProcess;

/// <summary>Brings messages to the subscribers of this process.</summary>
internal sealed class InProcessProgressBus(ILogger<InProcessProgressBus> logger) : IProgressBus
{
    private readonly BusSubscribers _subscribers = new(logger);

    public ValueTask PublishAsync(BusMessage message, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _subscribers.Deliver(message);
        return ValueTask.CompletedTask;
    }

    public IDisposable Subscribe(Action<BusMessage> handler) => _subscribers.Add(handler);
}
