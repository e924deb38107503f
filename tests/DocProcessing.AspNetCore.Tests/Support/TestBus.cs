using System.Collections.Immutable;

namespace DocProcessing.AspNetCore.Tests.Support;

internal sealed class TestBus : IProgressBus
{
    private ImmutableList<Action<BusMessage>> _handlers = [];

    public int Subscribers => _handlers.Count;

    public ValueTask PublishAsync(BusMessage message, CancellationToken cancellationToken)
    {
        Publish(message);
        return ValueTask.CompletedTask;
    }

    public void Publish(BusMessage message) => _handlers.ForEach(handler => handler(message));

    public IDisposable Subscribe(Action<BusMessage> handler)
    {
        ImmutableInterlocked.Update(ref _handlers, handlers => handlers.Add(handler));
        return new Subscription(() => ImmutableInterlocked.Update(ref _handlers, handlers => handlers.Remove(handler)));
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
