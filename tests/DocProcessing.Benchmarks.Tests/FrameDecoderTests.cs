using System.Net.WebSockets;
using System.Text;
using DocProcessing.Benchmarks.Sockets;

namespace DocProcessing.Benchmarks.Tests;

public sealed class FrameDecoderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    public async Task The_text_of_messages_is_left_however_it_is_cut(int bytesAtOnce)
    {
        string[] texts = ["short", new string('a', 200), new string('b', 70_000), "end"];
        await using var sent = new MemoryStream();
        using var socket = WebSocket.CreateFromStream(sent, isServer: true, subProtocol: null, keepAliveInterval: Timeout.InfiniteTimeSpan);
        foreach (var text in texts)
        {
            // In two frames.
            await socket.SendAsync(Encoding.ASCII.GetBytes(text[..2]), WebSocketMessageType.Text, endOfMessage: false, TestContext.Current.CancellationToken);
            await socket.SendAsync(Encoding.ASCII.GetBytes(text[2..]), WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken);
        }

        var decoder = new FrameDecoder();
        var (received, rest) = (new StringBuilder(), Array.Empty<byte>());
        foreach (var part in sent.ToArray().Chunk(bytesAtOnce))
        {
            byte[] bytes = [.. rest, .. part];
            var (payload, left) = decoder.Decode(bytes);
            received.Append(Encoding.ASCII.GetString(bytes, 0, payload));
            rest = bytes[^left..];
        }

        Assert.Equal(string.Concat(texts), received.ToString());
    }
}
