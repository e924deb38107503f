using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace DocProcessing.InProcess;

/// <summary>Brings messages to the subscribers of this process.</summary>
internal sealed partial class InProcessProgressBus(ILogger<InProcessProgressBus> logger) : IProgressBus
{
    private readonly ConcurrentQueue<BusMessage> _messages = new();
    private Subscription[] _subscriptions = [];
    private int _undelivered;

    public ValueTask PublishAsync(BusMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        cancellationToken.ThrowIfCancellationRequested();

        // One publisher at a time delivers, for the others too: so a handler gets one message at a time, in one order, and one
        // that publishes itself cannot lock up.
        _messages.Enqueue(message);
        if (Interlocked.Increment(ref _undelivered) == 1)
        {
            do
            {
                if (_messages.TryDequeue(out var next))
                {
                    Deliver(next);
                }
            }
            while (Interlocked.Decrement(ref _undelivered) > 0);
        }

        return ValueTask.CompletedTask;
    }

    public IDisposable Subscribe(Action<BusMessage> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        var subscription = new Subscription(this, handler);
        Change(subscriptions => [.. subscriptions, subscription]);
        return subscription;
    }

    private void Deliver(BusMessage message)
    {
        foreach (var subscription in Volatile.Read(ref _subscriptions))
        {
            try
            {
                subscription.Handler(message);
            }
            catch (Exception exception)
            {
                LogHandlerFailed(exception, message.GetType().Name);
            }
        }
    }

    private void Change(Func<Subscription[], Subscription[]> change)
    {
        var current = Volatile.Read(ref _subscriptions);
        while (Interlocked.CompareExchange(ref _subscriptions, change(current), current) is var seen && seen != current)
        {
            current = seen;
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "A subscriber failed on a {Message}; the others got it.")]
    private partial void LogHandlerFailed(Exception exception, string message);

    private sealed class Subscription(InProcessProgressBus bus, Action<BusMessage> handler) : IDisposable
    {
        public Action<BusMessage> Handler => handler;

        public void Dispose() => bus.Change(subscriptions => [.. subscriptions.Where(other => other != this)]);
    }
}
