using System.Diagnostics;
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
        Func<ProgressEvent, ValueTask> publish = _ => throw new InvalidOperationException("The server is not up.");
        await using var host = kind switch
        {
            Library => await BenchmarkHost.StartAsync(app => Map(app, progress => publish(progress))),
            SignalR => await BenchmarkHost.StartAsync(
                app =>
                {
                    Map(app, progress => publish(progress));
                    publish = SignalRServer.Map(app);
                },
                services: SignalRServer.Add),
            PlainLoop => await BenchmarkHost.StartAsync(app =>
            {
                Map(app, progress => publish(progress));
                publish = SendLoopServer.Map(app);
            }),
            _ => throw new ArgumentException($"There is no server {kind}."),
        };
        if (kind == Library)
        {
            var bus = host.Get<IProgressBus>();
            publish = progress => bus.PublishAsync(new ProgressMessage(OneUserAuthentication.User, progress), CancellationToken.None);
        }

        Console.WriteLine(host.Address);
        await Console.In.ReadToEndAsync();
    }

    private static void Map(WebApplication app, Func<ProgressEvent, ValueTask> publish)
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

            return Results.Text(started.ToString(System.Globalization.CultureInfo.InvariantCulture));
        });
        app.MapPost("/collect", () =>
        {
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            return Results.Ok();
        });
    }
}
