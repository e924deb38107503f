using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace DocProcessing;

/// <summary>The subscribers of one node: what every bus needs to bring them its messages one at a time and in order.</summary>
/// <param name="logger">Takes what subscribers throw.</param>
public sealed partial class BusSubscribers(ILogger logger)
{
    private readonly ConcurrentQueue<BusMessage> _messages = new();
    private Subscription[] _subscriptions = [];
    private int _undelivered;

    /// <summary>Adds a subscriber.</summary>
    /// <param name="handler">Takes each message.</param>
    /// <returns>Ends the subscription when disposed.</returns>
    public IDisposable Add(Action<BusMessage> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        var subscription = new Subscription(this, handler);
        Change(subscriptions => [.. subscriptions, subscription]);
        return subscription;
    }

    /// <summary>Brings a message to every subscriber. Calls may come at once, and out of a handler.</summary>
    /// <param name="message">The message.</param>
    public void Deliver(BusMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);

        // One caller at a time delivers, for the others too: so a handler gets one message at a time, in one order, and one
        // that publishes itself cannot lock up.
        _messages.Enqueue(message);
        if (Interlocked.Increment(ref _undelivered) == 1)
        {
            do
            {
                if (_messages.TryDequeue(out var next))
                {
                    Call(next);
                }
            }
            while (Interlocked.Decrement(ref _undelivered) > 0);
        }
    }

    private void Call(BusMessage message)
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

    private sealed class Subscription(BusSubscribers subscribers, Action<BusMessage> handler) : IDisposable
    {
        public Action<BusMessage> Handler => handler;

        public void Dispose() => subscribers.Change(subscriptions => [.. subscriptions.Where(other => other != this)]);
    }
}
