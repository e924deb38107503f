using DocProcessing.OpenApi;
using DocProcessing.RateLimiting;

namespace DocProcessing.WebSockets;

internal static class SocketEndpoints
{
    public static void Map(IEndpointRouteBuilder sockets)
    {
        var group = sockets.MapGroup(string.Empty).WithTags("Live");
        group.Map("/progress", Pipeline(sockets, "progress", [])).WithMetadata(new CountsAs(RequestKind.Request)).ExcludeFromDescription();
        group.Map("/notifications", Pipeline(sockets, "notifications", [SocketChannels.Notifications])).WithMetadata(new CountsAs(RequestKind.Request)).ExcludeFromDescription();

        group.MapGet("/stats", (LiveConnections connections) => TypedResults.Json(SocketStatistics.Of(connections), HttpJson.Wire.SocketStatistics))
            .RequireAuthorization(DocumentProcessingPolicies.Operator)
            .Describe("get_socket_statistics", "Counts this node's live connections and what went over them.")
            .WithMetadata(new CountsAs(RequestKind.Request))
            .Produces<SocketStatistics>()
            .Fails(403, 429);
    }

    // The handshake is part of the endpoint, so that a host need not add the middleware itself. Built with the first request:
    // while endpoints are mapped, nobody has checked the settings yet.
    private static RequestDelegate Pipeline(IEndpointRouteBuilder endpoints, string channel, IReadOnlyList<string> follow)
    {
        var pipeline = new Lazy<RequestDelegate>(() => Build(endpoints, channel, follow));
        return context => pipeline.Value(context);
    }

    private static RequestDelegate Build(IEndpointRouteBuilder endpoints, string channel, IReadOnlyList<string> follow)
    {
        var settings = endpoints.ServiceProvider.GetRequiredService<IOptions<WebSocketSettings>>().Value;
        var endpoint = endpoints.ServiceProvider.GetRequiredService<SocketEndpoint>();
        var pipeline = endpoints.CreateApplicationBuilder();
        pipeline.Use(next => context =>
        {
            GatheringUpgrade.Offer(context);
            return next(context);
        });
        pipeline.UseWebSockets(new WebSocketOptions { KeepAliveInterval = settings.HeartbeatInterval, KeepAliveTimeout = settings.SendTimeout });
        pipeline.Run(context => endpoint.HandleAsync(context, channel, follow));
        return pipeline.Build();
    }
}
