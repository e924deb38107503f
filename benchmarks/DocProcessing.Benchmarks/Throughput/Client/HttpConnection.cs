using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace DocProcessing.Benchmarks.Throughput.Client;

/// <summary>The cheapest client: prepared bytes into a socket, and as much of the answer as tells that it was taken.</summary>
internal sealed class HttpConnection : IDisposable
{
    private static readonly byte[] HeadersEnd = "\r\n\r\n"u8.ToArray();
    private static readonly byte[] ChunksEnd = "0\r\n\r\n"u8.ToArray();

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _answer = new byte[64 << 10];

    private HttpConnection()
    {
    }

    public static async Task<HttpConnection> OpenAsync(Uri address)
    {
        var connection = new HttpConnection();
        await connection._socket.ConnectAsync(address.Host, address.Port);
        return connection;
    }

    public async Task SendAsync(Request request)
    {
        var sent = await _socket.SendAsync([request.Head, request.Body, request.Tail], SocketFlags.None);
        if (sent != request.Length)
        {
            throw new IOException($"Only {sent} of {request.Length} bytes were sent.");
        }

        await ReceiveAsync();
    }

    public void Dispose() => _socket.Dispose();

    private async Task ReceiveAsync()
    {
        var received = 0;
        int headers;
        while ((headers = _answer.AsSpan(0, received).IndexOf(HeadersEnd)) < 0)
        {
            received += await ReadAsync(received);
        }

        var head = Encoding.ASCII.GetString(_answer, 0, headers);
        var body = headers + HeadersEnd.Length;
        if (Header(head, "Content-Length") is { } length)
        {
            while (received < body + int.Parse(length, CultureInfo.InvariantCulture))
            {
                received += await ReadAsync(received);
            }
        }
        else if (Header(head, "Transfer-Encoding") is not null)
        {
            while (!_answer.AsSpan(body, received - body).EndsWith(ChunksEnd))
            {
                received += await ReadAsync(received);
            }
        }

        // "HTTP/1.1 200 OK": anything but a success ends the run.
        if (head[9] != '2')
        {
            throw new InvalidOperationException($"The server did not take a request:\n{Encoding.UTF8.GetString(_answer, 0, received)}");
        }
    }

    private async ValueTask<int> ReadAsync(int received)
    {
        var count = await _socket.ReceiveAsync(_answer.AsMemory(received), SocketFlags.None);
        return count > 0 ? count : throw new IOException("The server closed the connection before its answer was complete.");
    }

    private static string? Header(string head, string name)
    {
        var start = head.IndexOf($"\n{name}:", StringComparison.OrdinalIgnoreCase);
        return start < 0 ? null : head[(start + name.Length + 2)..].Split('\r')[0].Trim();
    }
}
