using System.Diagnostics;
using System.Globalization;
using DocProcessing.Benchmarks.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DocProcessing.Benchmarks.Sockets;

/// <summary>A server of live progress in a process of its own, which sends events when it is told to, and ends with its input.</summary>
internal static class SocketServer
{
    public const string Verb = "sockets-server";
    public const string Library = "DocProcessing";
    public const string SignalR = "SignalR";
    public const string PlainLoop = "send loop";

    public static async Task RunAsync(string kind)
    {
        Func<WebApplication, Func<ProgressEvent, ValueTask>> publisher = kind switch
        {
            Library => PublishToBus,
            SignalR => SignalRServer.Map,
            PlainLoop => SendLoopServer.Map,
            _ => throw new ArgumentException($"There is no server {kind}."),
        };
        await using var host = await BenchmarkHost.StartAsync(app => MapControl(app, publisher(app)), services: kind == SignalR ? SignalRServer.Add : null);
        Console.WriteLine(host.Address);
        await Console.In.ReadToEndAsync();
    }

    private static Func<ProgressEvent, ValueTask> PublishToBus(WebApplication app)
    {
        var bus = app.Services.GetRequiredService<IProgressBus>();
        return progress => bus.PublishAsync(new ProgressMessage(OneUserAuthentication.User, progress), CancellationToken.None);
    }

    private static void MapControl(WebApplication app, Func<ProgressEvent, ValueTask> publish)
    {
        var events = new EventSource();
        app.MapPost("/publish", async (int count, int perSecond) =>
        {
            var started = Stopwatch.GetTimestamp();
            for (var number = 0; number < count; number++)
            {
                if (perSecond > 0 && TimeSpan.FromSeconds((double)number / perSecond) - Stopwatch.GetElapsedTime(started) is { Ticks: > 0 } wait)
                {
                    await Task.Delay(wait);
                }

                await publish(events.Next());
            }

            return Results.Text(started.ToString(CultureInfo.InvariantCulture));
        });
        app.MapPost("/collect", () =>
        {
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            return Results.Ok();
        });
    }
}
