using DocProcessing.Benchmarks.Support;
using DocProcessing.Jobs;
using DocProcessing.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.SignalR;

namespace DocProcessing.Benchmarks.Sockets;

/// <summary>The same messages through SignalR's JSON protocol, to a group which every connection joins.</summary>
internal static class SignalRServer
{
    public const string Path = "/hub";

    public static void Add(IServiceCollection services) => services
        .AddSignalR(hub => hub.ClientTimeoutInterval = TimeSpan.FromHours(1))
        .AddJsonProtocol(json => json.PayloadSerializerOptions = HttpJson.Wire.Options);

    public static Func<ProgressEvent, ValueTask> Map(WebApplication app)
    {
        app.MapHub<ProgressHub>(Path);
        var hub = app.Services.GetRequiredService<IHubContext<ProgressHub>>();
        return progress => new ValueTask(hub.Clients.Group(OneUserAuthentication.User).SendAsync(
            "progress", new JobProgressMessage(progress.JobId.Value, JobViews.Of(progress))));
    }

    internal sealed class ProgressHub : Hub
    {
        public override async Task OnConnectedAsync()
        {
            await Groups.AddToGroupAsync(Context.ConnectionId, OneUserAuthentication.User);
            await Clients.Caller.SendAsync(BareSocket.Ready);
        }
    }
}
