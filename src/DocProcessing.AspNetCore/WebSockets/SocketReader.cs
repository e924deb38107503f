using System.Buffers;
using System.Net.WebSockets;

namespace DocProcessing.WebSockets;

/// <summary>How one message of a client came in.</summary>
internal enum IncomingKind
{
    Text,
    Binary,
    TooLarge,
    Closed,
}

/// <summary>Reads messages. A silent connection holds no buffer, and of a message that is too large nothing is kept.</summary>
internal sealed class SocketReader(WebSocket socket, int maxMessageBytes)
{
    private const int FirstBufferBytes = 4 << 10;
    private const int MaxDrainedBytes = 16 << 20;

    /// <summary>Reads the next message and hands its text on.</summary>
    public async Task<IncomingKind> ReadAsync(Func<ReadOnlyMemory<byte>, Task> onText, CancellationToken abort)
    {
        // An empty read waits without a buffer.
        var first = await socket.ReceiveAsync(Memory<byte>.Empty, abort);
        if (first.MessageType == WebSocketMessageType.Close)
        {
            return IncomingKind.Closed;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(FirstBufferBytes);
        try
        {
            var length = 0;
            var ended = first.EndOfMessage;
            while (!ended)
            {
                if (length == buffer.Length)
                {
                    buffer = Grow(buffer, length);
                }

                var part = await socket.ReceiveAsync(buffer.AsMemory(length), abort);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    return IncomingKind.Closed;
                }

                length += part.Count;
                ended = part.EndOfMessage;
                if (length > maxMessageBytes)
                {
                    return ended || await DrainAsync(buffer, abort) ? IncomingKind.TooLarge : IncomingKind.Closed;
                }
            }

            if (first.MessageType != WebSocketMessageType.Text)
            {
                return IncomingKind.Binary;
            }

            await onText(buffer.AsMemory(0, length));
            return IncomingKind.Text;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task<bool> DrainAsync(byte[] buffer, CancellationToken abort)
    {
        for (long drained = 0; drained < MaxDrainedBytes;)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), abort);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return false;
            }

            if (part.EndOfMessage)
            {
                return true;
            }

            drained += part.Count;
        }

        return false;
    }

    private static byte[] Grow(byte[] buffer, int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
