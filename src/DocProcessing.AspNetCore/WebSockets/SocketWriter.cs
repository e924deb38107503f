using System.Net.WebSockets;

namespace DocProcessing.WebSockets;

/// <summary>Sends what waits for one connection, each message by itself. Those that wait together go to the network together, where the server lets us.</summary>
internal sealed class SocketWriter(WebSocket socket, GatheringStream? wire, Outbox outbox, ChannelCounters counters, TimeProvider clock, CancellationToken abort)
{
    // After so many at the latest they are on their way and counted.
    private const int MessagesPerTurn = 64;

    private long _turnStarted;

    /// <summary>Gets for how long the reader has taken nothing, though something waits for it.</summary>
    public TimeSpan Stuck => Volatile.Read(ref _turnStarted) is var started and not 0 ? clock.GetElapsedTime(started) : TimeSpan.Zero;

    /// <summary>Sends until the outbox is complete and empty.</summary>
    public async Task RunAsync()
    {
        while (await outbox.WaitAsync())
        {
            await SendWaitingAsync();
        }

        await SendWaitingAsync();
    }

    private async ValueTask SendWaitingAsync()
    {
        int sent;
        do
        {
            Volatile.Write(ref _turnStarted, clock.GetTimestamp());
            sent = await SendTurnAsync();
            Volatile.Write(ref _turnStarted, 0);
        }
        while (sent > 0);
    }

    private async ValueTask<int> SendTurnAsync()
    {
        var (messages, bytes, moreFollows) = (0, 0L, true);
        while (moreFollows && outbox.TryTake(out var text, out moreFollows))
        {
            messages++;
            bytes += text.Length;
            moreFollows &= messages < MessagesPerTurn;
            await SendAsync(text, moreFollows);
        }

        if (messages > 0)
        {
            Interlocked.Add(ref counters.MessagesSent, messages);
            Interlocked.Add(ref counters.BytesSent, bytes);
        }

        return messages;
    }

    private ValueTask SendAsync(ReadOnlyMemory<byte> text, bool moreFollows)
    {
        if (wire is null)
        {
            return socket.SendAsync(text, WebSocketMessageType.Text, endOfMessage: true, abort);
        }

        // The stream ends a write on abort: with a token of its own each message would cost the socket a registration.
        wire.MoreFollows = moreFollows;
        return socket.SendAsync(text, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
    }
}
