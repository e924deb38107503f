using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Options;

namespace DocProcessing.AspNetCore.Tests.Access;

public sealed class CompositionTests
{
    [Fact]
    public void Mapping_without_services_names_what_to_call()
    {
        var app = WebApplication.CreateSlimBuilder().Build();

        var exception = Assert.Throws<InvalidOperationException>(() => app.MapDocumentProcessing());

        Assert.Contains("AddHttpApi", exception.Message);
    }

    [Fact]
    public async Task Wrong_settings_stop_the_host_and_are_all_told_at_once()
    {
        var exception = await Assert.ThrowsAnyAsync<Exception>(() => TestApp.StartAsync(configuration:
        [
            ("RATE_LIMIT_UPLOADS_PER_MINUTE", "many"),
            ("RATE_LIMIT_REQUESTS_PER_MINUTE", "-1"),
            ("WEBSOCKET_HOST", "127.0.0.1"),
            ("DocProcessing:HttpApi:Colour", "red"),
        ]));

        var text = exception.ToString();
        Assert.All(["RATE_LIMIT_UPLOADS_PER_MINUTE", "RequestsPerMinute", "WEBSOCKET_PORT", "DocProcessing:HttpApi:Colour"], name => Assert.Contains(name, text));
    }

    [Fact]
    public async Task Environment_variables_set_the_options()
    {
        await using var app = await TestApp.StartAsync(configuration:
        [
            ("RATE_LIMIT_UPLOADS_PER_MINUTE", "3"),
            ("RATE_LIMIT_REQUESTS_PER_MINUTE", "7"),
            ("WEBSOCKET_HEARTBEAT_INTERVAL", "1.5"),
        ]);

        Assert.Equal((3, 7), (Value<RateLimitOptions>().UploadsPerMinute, Value<RateLimitOptions>().RequestsPerMinute));
        Assert.Equal(TimeSpan.FromSeconds(1.5), Value<WebSocketSettings>().HeartbeatInterval);
        TOptions Value<TOptions>()
            where TOptions : class => app.Services.GetRequiredService<IOptions<TOptions>>().Value;
    }

    [Fact]
    public async Task Sockets_are_served_only_on_their_own_port_when_they_have_one()
    {
        await using var app = await TestApp.StartAsync(configuration: [("WEBSOCKET_PORT", "65000")]);

        await (await app.As("alice").FetchAsync("/api/v1/ws/progress")).ProblemAsync(404, HttpErrorCodes.RouteNotFound);
    }

    [Fact]
    public async Task A_socket_route_without_an_upgrade_is_426()
    {
        await using var app = await TestApp.StartAsync();

        var response = await app.As("alice").FetchAsync("/api/v1/ws/progress");

        await response.ProblemAsync(426, HttpErrorCodes.WebSocketRequired);
        Assert.Equal("websocket", response.Headers.Upgrade.ToString());
    }
}
