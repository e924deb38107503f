using System.Collections.Immutable;
using System.Net.WebSockets;
using DocProcessing.WebSockets;
using Microsoft.AspNetCore.Builder;

namespace DocProcessing.Benchmarks.Sockets;

/// <summary>The least code that does it: each event is written once and sent to one socket after the other.</summary>
internal static class SendLoopServer
{
    public const string Path = "/loop";

    public static Func<ProgressEvent, ValueTask> Map(WebApplication app)
    {
        var sockets = ImmutableList<WebSocket>.Empty;
        app.UseWebSockets();
        app.Map(Path, async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            ImmutableInterlocked.Update(ref sockets, present => present.Add(socket));
            await socket.SendAsync(System.Text.Encoding.UTF8.GetBytes(BareSocket.Ready), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            await socket.ReceiveAsync(new byte[16], CancellationToken.None);
        });
        return async progress =>
        {
            var text = new SharedProgress(progress).Text;
            foreach (var socket in sockets)
            {
                await socket.SendAsync(text, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            }
        };
    }
}
