using System.Net.WebSockets;
using System.Text.Json;

namespace DocProcessing.WebSockets;

/// <summary>One open socket: reads commands, writes what has gathered, keeps the beat, and ends with the token or the host.</summary>
internal sealed class SocketConnection(WebSocket socket, GatheringStream? wire, string id, Caller caller, ChannelCounters counters, SocketServices services)
    : IAsyncDisposable
{
    private const int TokenExpired = 4401;
    private const int TooSlow = 4408;
    private const int ReplyCapacity = 256;

    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan IncomingWindow = TimeSpan.FromMinutes(1);

    private readonly TaskCompletionSource<(int Status, string Reason)> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly Outbox _outbox = new(ReplyCapacity, services.Settings.MaxJobsPerConnection + ReplyCapacity);
    private Subscriptions? _subscriptions;
    private long _coalesced;
    private int _counted;

    public async Task RunAsync(IReadOnlyList<string> channels, DateTimeOffset? since, DateTimeOffset? expiresAt, CancellationToken requestAborted, CancellationToken hostStopping)
    {
        using var aborted = requestAborted.Register(_abort.Cancel);
        using var stopping = hostStopping.Register(() => End((int)WebSocketCloseStatus.EndpointUnavailable, "The host is shutting down."));
        using var expiry = ExpireAt(expiresAt);
        using var subscriptions = services.Subscribe(caller, _outbox);
        _subscriptions = subscriptions;
        subscriptions.OnOverflow = () => End(TooSlow, "Too much waits for this reader.");
        var lookups = services.Lookups(caller, _outbox, subscriptions);
        var commands = services.Commands(caller, _outbox, subscriptions, lookups);
        Interlocked.Increment(ref counters.Opened);
        _outbox.TryPost(SocketText.Of(
            new ConnectedMessage(id, caller.UserId, services.Settings.HeartbeatInterval.TotalSeconds, services.Clock.GetUtcNow()),
            HttpJson.Wire.ConnectedMessage));
        var writer = Writer();
        var writing = writer.RunAsync();
        var reading = ReadAsync(commands, channels, since);
        var beating = Task.WhenAll(BeatAsync(lookups, writer), lookups.FollowGapsAsync(_stop.Token));
        await Task.WhenAny(_end.Task, reading, writing);
        await CloseAsync(reading, writing);
        await Task.WhenAll(beating.ContinueWith(_ => { }, TaskScheduler.Default), reading.ContinueWith(_ => { }, TaskScheduler.Default));
        Count(-_counted);
    }

    public ValueTask DisposeAsync()
    {
        _stop.Dispose();
        _abort.Dispose();
        _outbox.Dispose();
        socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private void End(int status, string reason) => _end.TrySetResult((status, reason));

    private SocketWriter Writer()
    {
        if (wire is not null)
        {
            wire.Abort = _abort.Token;
        }

        return new SocketWriter(socket, wire, _outbox, counters, services.Clock, _abort.Token);
    }

    private ITimer? ExpireAt(DateTimeOffset? expiresAt)
    {
        if (expiresAt is not { } at)
        {
            return null;
        }

        var left = at - services.Clock.GetUtcNow();
        var due = left < TimeSpan.Zero ? TimeSpan.Zero : left > TimeSpan.FromDays(40) ? TimeSpan.FromDays(40) : left;
        return services.Clock.CreateTimer(_ => End(TokenExpired, "The token has expired."), null, due, Timeout.InfiniteTimeSpan);
    }

    private async Task ReadAsync(SocketCommands commands, IReadOnlyList<string> channels, DateTimeOffset? since)
    {
        if (channels.Count > 0)
        {
            await commands.SubscribeAsync([], channels, since is { } time ? JsonSerializer.SerializeToElement(time, HttpJson.Wire.DateTimeOffset) : null, _stop.Token);
        }

        var reader = new SocketReader(socket, services.Settings.MaxMessageBytes);
        while (true)
        {
            var kind = await reader.ReadAsync(text => HandleAsync(commands, text), _abort.Token);
            if (kind == IncomingKind.Closed)
            {
                return;
            }

            if (kind != IncomingKind.Text)
            {
                Interlocked.Increment(ref counters.MessagesReceived);
                var error = kind == IncomingKind.TooLarge
                    ? new ErrorMessage(SocketErrors.MessageTooLarge, $"A message has at most {services.Settings.MaxMessageBytes} bytes.")
                    : new ErrorMessage(SocketErrors.InvalidMessage, "Messages are text.");
                await _outbox.PostAsync(SocketText.Of(error), _stop.Token);
            }
        }
    }

    private async Task HandleAsync(SocketCommands commands, ReadOnlyMemory<byte> text)
    {
        Interlocked.Increment(ref counters.MessagesReceived);
        if (services.Settings.MaxMessagesPerMinute > 0 && services.Incoming.TryTake(id, services.Settings.MaxMessagesPerMinute, IncomingWindow) is not null)
        {
            await commands.FailAsync(ErrorCodes.RateLimited, $"No more than {services.Settings.MaxMessagesPerMinute} messages a minute.", null, _stop.Token);
            return;
        }

        await commands.HandleAsync(text, _stop.Token);
        Recount();
    }

    private async Task BeatAsync(JobLookups lookups, SocketWriter writer)
    {
        using var timer = new PeriodicTimer(services.Settings.HeartbeatInterval, services.Clock);
        while (await timer.WaitForNextTickAsync(_stop.Token))
        {
            if (writer.Stuck > services.Settings.SendTimeout)
            {
                await _abort.CancelAsync();
                return;
            }

            _outbox.TryPost(SocketText.Of(new HeartbeatMessage(services.Clock.GetUtcNow()), HttpJson.Wire.HeartbeatMessage));
            try
            {
                await lookups.ReconcileAsync(_stop.Token);
            }
            catch (DocumentProcessingException)
            {
                // A store is out of reach: the next beat asks again.
            }

            Recount();
        }
    }

    // Receiving must not be cancelled, or the socket is aborted without a goodbye: it ends when the client answers the close.
    private async Task CloseAsync(Task reading, Task writing)
    {
        await _stop.CancelAsync();
        _outbox.Complete();
        try
        {
            await writing.WaitAsync(Goodbye, services.Clock);
            var (status, reason) = _end.Task.IsCompletedSuccessfully ? await _end.Task : ((int)WebSocketCloseStatus.NormalClosure, string.Empty);
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await socket.CloseOutputAsync((WebSocketCloseStatus)status, reason, _abort.Token).WaitAsync(Goodbye, services.Clock);
            }

            await reading.WaitAsync(Goodbye, services.Clock);
        }
        catch (Exception exception) when (exception is WebSocketException or TimeoutException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // Whoever does not say goodbye is let go.
        }
        finally
        {
            await _abort.CancelAsync();
            socket.Abort();
        }
    }

    private void Recount()
    {
        Count((_subscriptions?.JobCount ?? 0) - _counted);
        var coalesced = _outbox.Coalesced;
        Interlocked.Add(ref counters.Coalesced, coalesced - Interlocked.Exchange(ref _coalesced, coalesced));
    }

    private void Count(int more)
    {
        Interlocked.Add(ref _counted, more);
        Interlocked.Add(ref counters.Subscriptions, more);
    }
}
