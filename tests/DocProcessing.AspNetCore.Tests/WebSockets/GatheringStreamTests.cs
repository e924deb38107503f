using System.IO.Pipelines;
using System.Net.WebSockets;
using System.Text;
using DocProcessing.WebSockets;

namespace DocProcessing.AspNetCore.Tests.WebSockets;

public sealed class GatheringStreamTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Messages_that_more_follow_go_out_with_the_last_one_in_one_write()
    {
        await using var connection = new RecordingStream();
        await using var stream = new GatheringStream(connection);

        stream.MoreFollows = true;
        await stream.WriteAsync("one "u8.ToArray(), Token);
        await stream.FlushAsync(Token);
        await stream.WriteAsync("two "u8.ToArray(), Token);
        Assert.Empty(connection.Writes);
        stream.MoreFollows = false;
        await stream.WriteAsync("three"u8.ToArray(), Token);
        await stream.WriteAsync("four"u8.ToArray(), Token);

        Assert.Equal(["one two three", "four"], connection.Writes);
    }

    [Fact]
    public async Task What_is_larger_than_all_that_may_gather_keeps_its_place()
    {
        await using var connection = new RecordingStream();
        await using var stream = new GatheringStream(connection);
        var large = new string('x', 100_000);

        stream.MoreFollows = true;
        await stream.WriteAsync("one"u8.ToArray(), Token);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(large), Token);
        await stream.WriteAsync("two"u8.ToArray(), Token);
        stream.MoreFollows = false;
        await stream.WriteAsync("three"u8.ToArray(), Token);

        Assert.Equal("one" + large + "twothree", string.Concat(connection.Writes));
    }

    [Fact]
    public async Task A_write_that_nobody_takes_ends_with_the_connection()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1));
        await using var stream = new GatheringStream(pipe.Writer.AsStream());
        using var abort = new CancellationTokenSource();
        stream.Abort = abort.Token;

        var writing = stream.WriteAsync("one"u8.ToArray(), CancellationToken.None).AsTask();
        Assert.False(writing.IsCompleted);
        await abort.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing.WaitAsync(TimeSpan.FromSeconds(20), Token));
    }

    [Fact]
    public async Task Frames_of_a_socket_gather_and_stay_frames()
    {
        await using var connection = new RecordingStream();
        await using var stream = new GatheringStream(connection);
        using var socket = WebSocket.CreateFromStream(stream, isServer: true, subProtocol: null, keepAliveInterval: Timeout.InfiniteTimeSpan);

        foreach (var (text, more) in new[] { ("one", true), ("two", true), ("three", false) })
        {
            stream.MoreFollows = more;
            await socket.SendAsync(Encoding.ASCII.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, Token);
        }

        Assert.Equal(["\u0081\u0003one\u0081\u0003two\u0081\u0005three"], connection.Writes);
    }

    private sealed class RecordingStream : MemoryStream
    {
        public List<string> Writes { get; } = [];

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Writes.Add(Encoding.Latin1.GetString(buffer.Span));
            return ValueTask.CompletedTask;
        }
    }
}
