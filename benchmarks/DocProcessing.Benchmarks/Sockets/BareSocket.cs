using System.Net.Sockets;
using System.Text;

namespace DocProcessing.Benchmarks.Sockets;

/// <summary>A reader that costs next to nothing: it asks for live messages over a bare connection and looks for nothing in them but the mark.</summary>
internal sealed class BareSocket : IDisposable
{
    /// <summary>What a server says once a socket gets every event.</summary>
    public const string Ready = "ready";

    private const int BufferBytes = 32 << 10;

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[BufferBytes];
    private string _heard = string.Empty;

    /// <summary>Opens a WebSocket, says what the server wants to hear, and waits until it is ready.</summary>
    public async Task OpenAsync(Uri server, SocketDialect dialect)
    {
        await _socket.ConnectAsync(server.Host, server.Port);
        await _socket.SendAsync(Encoding.ASCII.GetBytes(
            $"GET {dialect.Path} HTTP/1.1\r\nHost: {server.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
        await WaitForAsync("\r\n\r\n");
        if (dialect.Greeting is { } greeting)
        {
            await _socket.SendAsync(Frame(greeting));
        }

        await WaitForAsync(dialect.Ready);
    }

    /// <summary>Reads until the connection ends.</summary>
    public async Task ReadAsync(Tally tally)
    {
        var frames = new FrameDecoder();
        var (text, head) = (0, 0);
        try
        {
            // The buffer holds text that is to be shown again, then the beginning of a frame's head, then what is new.
            while (await _socket.ReceiveAsync(_buffer.AsMemory(text + head)) is var read and > 0)
            {
                var end = text + head + read;
                (var decoded, head) = frames.Decode(_buffer.AsSpan(text..end));
                var unread = tally.Count(_buffer.AsSpan(0, text + decoded));
                _buffer.AsSpan(text + decoded - unread, unread).CopyTo(_buffer);
                _buffer.AsSpan(end - head, head).CopyTo(_buffer.AsSpan(unread));
                text = unread;
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The round is over.
        }
    }

    public void Dispose() => _socket.Dispose();

    private async Task WaitForAsync(string text)
    {
        while (!_heard.Contains(text, StringComparison.Ordinal))
        {
            var read = await _socket.ReceiveAsync(_buffer.AsMemory());
            _heard += Encoding.Latin1.GetString(_buffer, 0, read > 0 ? read : throw new IOException($"The server hung up after: {_heard}"));
        }
    }

    // A client's frame is masked; the mask of zeros leaves the text as it is.
    private static byte[] Frame(string text) => [0x81, (byte)(0x80 | text.Length), 0, 0, 0, 0, .. Encoding.ASCII.GetBytes(text)];
}

/// <summary>What a server wants to hear of a client, and says when it is ready.</summary>
internal sealed record SocketDialect(string Server, string Path, string? Greeting, string Ready)
{
    public static IReadOnlyList<SocketDialect> All { get; } =
    [
        new(SocketServer.Library, "/api/v1/ws/progress", """{"type":"subscribe","channels":["jobs"]}""", "\"subscribed\""),
        new(SocketServer.SignalR, SignalRServer.Path, "{\"protocol\":\"json\",\"version\":1}\u001e", BareSocket.Ready),
        new(SocketServer.PlainLoop, SendLoopServer.Path, null, BareSocket.Ready),
    ];
}
