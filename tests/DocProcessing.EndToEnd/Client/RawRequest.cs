using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace DocProcessing.EndToEnd.Client;

/// <summary>A request byte by byte, for what no well-behaved HTTP client sends.</summary>
internal sealed class RawRequest : IDisposable
{
    private readonly TcpClient _connection = new();

    private NetworkStream? _stream;

    private NetworkStream Stream => _stream ??= _connection.GetStream();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Connects and sends the head of a POST.</summary>
    public static async Task<RawRequest> PostAsync(ApiClient user, string path, string contentType, long contentLength)
    {
        var request = new RawRequest();
        var address = user.Host.Address;
        await request._connection.ConnectAsync(address.Host, address.Port, Cancelled);
        await request.SendAsync(
            $"POST {path} HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer {user.Token}\r\n" +
            $"Content-Type: {contentType}\r\nContent-Length: {contentLength}\r\nConnection: close\r\n\r\n");
        return request;
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        await Stream.WriteAsync(bytes, Cancelled);
        await Stream.FlushAsync(Cancelled);
    }

    /// <summary>Says that nothing more will come, and reads what is answered.</summary>
    /// <returns>The status, or 0 when the connection was closed without an answer; and the body.</returns>
    public async Task<(int Status, string Body)> EndAsync()
    {
        _connection.Client.Shutdown(SocketShutdown.Send);
        return await ReadAnswerAsync();
    }

    public async Task<(int Status, string Body)> ReadAnswerAsync()
    {
        using var answer = new MemoryStream();
        try
        {
            await Stream.CopyToAsync(answer, Cancelled);
        }
        catch (IOException)
        {
            // Reset by the host: what came before counts.
        }

        var text = Encoding.UTF8.GetString(answer.ToArray());
        return text.StartsWith("HTTP/1.1 ", StringComparison.Ordinal)
            ? (int.Parse(text.AsSpan(9, 3), CultureInfo.InvariantCulture), text[(text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..])
            : (0, text);
    }

    public void Dispose() => _connection.Dispose();
}
