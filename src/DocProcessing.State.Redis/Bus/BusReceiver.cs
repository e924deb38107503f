using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace DocProcessing.Redis;

/// <summary>Hears messages live, and reads from the stream what it has not heard.</summary>
internal sealed partial class BusReceiver(RedisConnection connection, BusScript script, BusPosition position, TimeProvider clock, ILogger logger)
{
    private const int MaxWaiting = 10_000;

    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(250);

    // A live message may be lost without another after it that tells so.
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(2);

    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // What does not fit is read from the stream.
    private readonly Channel<RedisValue> _live = Channel.CreateBounded<RedisValue>(new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private ChannelMessageQueue? _subscription;
    private long _lookedAt;
    private volatile bool _mustLook;

    /// <summary>Gets what ends when this node hears what others send from now on.</summary>
    public Task Ready => _ready.Task;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var isAway = false;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await SubscribeAsync(cancellationToken);
                await LookAsync(cancellationToken);
                _ready.TrySetResult();
                if (isAway)
                {
                    LogBack();
                    isAway = false;
                }

                await FollowAsync(cancellationToken);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                if (!isAway)
                {
                    LogAway(exception);
                    isAway = true;
                }

                // Whoever joins late, or comes back, may find another server than there was.
                position.Doubt();
                await Task.Delay(RetryInterval, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                // The node stops.
            }
        }

        if (_subscription is { } subscription)
        {
            await subscription.UnsubscribeAsync(CommandFlags.FireAndForget);
        }
    }

    // Once: the client subscribes again by itself whenever it has connected again.
    private async Task SubscribeAsync(CancellationToken cancellationToken)
    {
        if (_subscription is not null)
        {
            return;
        }

        var server = await connection.OpenAsync().WaitAsync(cancellationToken);
        var subscription = await server.GetSubscriber().SubscribeAsync(script.Channel).WaitAsync(cancellationToken);
        subscription.OnMessage(message => _live.Writer.TryWrite(message.Message));
        server.ConnectionFailed += (_, _) => position.Doubt();
        server.ConnectionRestored += (_, _) =>
        {
            position.Doubt();
            _mustLook = true;

            // Wakes the reader.
            _live.Writer.TryWrite(RedisValue.EmptyString);
        };
        _subscription = subscription;
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        Task<bool>? waiting = null;
        while (true)
        {
            while (_live.Reader.TryRead(out var message))
            {
                if (!message.IsNullOrEmpty && !position.TryTake(BusEntry.Parse(message)))
                {
                    await LookAsync(cancellationToken);
                }

                if (_mustLook || clock.GetElapsedTime(_lookedAt) >= LookInterval)
                {
                    await LookAsync(cancellationToken);
                }
            }

            waiting = waiting is null or { IsCompleted: true } ? _live.Reader.WaitToReadAsync(cancellationToken).AsTask() : waiting;
            using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var first = await Task.WhenAny(waiting, Task.Delay(LookInterval, clock, over.Token));
            cancellationToken.ThrowIfCancellationRequested();
            await over.CancelAsync();
            if (first != waiting)
            {
                await LookAsync(cancellationToken);
            }
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        _mustLook = false;
        await position.CatchUpAsync(cancellationToken);
        _lookedAt = clock.GetTimestamp();
    }

    [LoggerMessage(602, LogLevel.Warning, "Messages of other nodes are not heard, since Redis cannot be used")]
    private partial void LogAway(Exception exception);

    [LoggerMessage(603, LogLevel.Information, "Messages of other nodes are heard again")]
    private partial void LogBack();
}
