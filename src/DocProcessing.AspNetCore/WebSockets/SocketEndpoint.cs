using System.Globalization;
using DocProcessing.Access;
using DocProcessing.Problems;
using Microsoft.Extensions.Hosting;

namespace DocProcessing.WebSockets;

/// <summary>Opens sockets.</summary>
internal sealed class SocketEndpoint(CallerReader callers, LiveConnections connections, SocketServices services, IHostApplicationLifetime lifetime)
{
    public async Task HandleAsync(HttpContext context, string channel, IReadOnlyList<string> follow)
    {
        // By the port that was connected to: the Host header says what a proxy in front is called.
        if (services.Settings.Port is { } port && context.Connection.LocalPort != port)
        {
            await ProblemWriter.WriteAsync(context, Problem.OfStatus(StatusCodes.Status404NotFound));
            return;
        }

        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.Headers.Upgrade = "websocket";
            await ProblemWriter.WriteAsync(context, Problem.OfStatus(StatusCodes.Status426UpgradeRequired));
            return;
        }

        var caller = callers.Read(context);
        var since = SinceOf(context.Request);
        using var place = connections.Enter(caller, channel);
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        await using var connection = new SocketConnection(
            socket, GatheringUpgrade.StreamOf(context), Guid.NewGuid().ToString("n"), caller, connections.Of(channel), services);
        await connection.RunAsync(follow, since, TokenExpiry.Of(context), context.RequestAborted, lifetime.ApplicationStopping);
    }

    private static DateTimeOffset? SinceOf(HttpRequest request) =>
        request.Query["since"].ToString() is not { Length: > 0 } text ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
        : throw RequestErrors.Invalid("since is a time such as 2030-01-31T12:00:00Z.");
}
