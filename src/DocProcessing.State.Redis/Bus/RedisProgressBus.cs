using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace DocProcessing.Redis;

/// <summary>Brings messages to this node's subscribers at once, and by Redis to those of every other node.</summary>
internal sealed class RedisProgressBus : IProgressBus, IDisposable, IAsyncDisposable
{
    // So much passes as it is; beyond, only the newest progress of each job, and never more than this.
    private const int CoalesceFrom = 500;
    private const int Capacity = 20_000;

    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly TimeProvider _clock;
    private readonly BusSubscribers _subscribers;
    private readonly OutgoingMessages _outgoing;
    private readonly BusMetrics _metrics;
    private readonly BusReceiver _receiver;
    private readonly BusSender _sender;
    private readonly Lazy<Task> _receiving;
    private readonly Lazy<Task> _sending;
    private int _disposed;

    public RedisProgressBus(RedisConnection connection, IMeterFactory meters, TimeProvider clock, ILogger<RedisProgressBus> logger)
    {
        var origin = Guid.NewGuid().ToString("N");
        var script = new BusScript(connection, origin);
        _clock = clock;
        _subscribers = new BusSubscribers(logger);
        _outgoing = new OutgoingMessages(CoalesceFrom, Capacity, clock);
        _metrics = new BusMetrics(meters, () => _outgoing.Count);
        _sender = new BusSender(_outgoing, script, _metrics, clock, logger);
        _receiver = new BusReceiver(connection, script, new BusPosition(script, origin, _subscribers, _metrics, clock), clock, logger);
        _receiving = new Lazy<Task>(() => Task.Run(() => _receiver.RunAsync(_stop.Token)));
        _sending = new Lazy<Task>(() => Task.Run(() => _sender.RunAsync(_stop.Token)));
    }

    /// <summary>Gets what ends when this node hears what others send from now on.</summary>
    public Task Ready => _receiver.Ready;

    public ValueTask PublishAsync(BusMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        cancellationToken.ThrowIfCancellationRequested();
        _ = _sending.Value;

        // Without Redis, and without a way there and back, for those who are here.
        _outgoing.Add(message);
        _subscribers.Deliver(message);
        return ValueTask.CompletedTask;
    }

    public IDisposable Subscribe(Action<BusMessage> handler)
    {
        var subscription = _subscribers.Add(handler);
        _ = _receiving.Value;
        return subscription;
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        // A node that stops has given its jobs back a moment ago: others had best hear of it.
        _outgoing.Complete();
        if (_sending.IsValueCreated)
        {
            await _sending.Value.WaitAsync(LastWords, _clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await _stop.CancelAsync();
        await Task.WhenAll(_receiving.IsValueCreated ? _receiving.Value : Task.CompletedTask, _sending.IsValueCreated ? _sending.Value : Task.CompletedTask);
        _metrics.Dispose();
        _outgoing.Dispose();
        _stop.Dispose();
    }
}
