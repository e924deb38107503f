using System.Diagnostics;
using DocProcessing.Benchmarks.Support;

namespace DocProcessing.Benchmarks.Sockets;

/// <summary>What one server showed in one round.</summary>
/// <param name="Server">Which.</param>
/// <param name="MessagesPerSecond">Messages delivered in a second of a burst, over all sockets.</param>
/// <param name="ServerMicroseconds">What a message of a burst costs the server's processors.</param>
/// <param name="BytesPerConnection">What a silent, subscribed connection adds to the server's memory.</param>
/// <param name="Delays">How long messages took at each rate.</param>
internal sealed record SocketResult(string Server, double MessagesPerSecond, double ServerMicroseconds, double BytesPerConnection, IReadOnlyList<Delays> Delays);

/// <summary>Delays at one rate of events, in milliseconds, and which share of the messages came.</summary>
internal sealed record Delays(int EventsPerSecond, double Median, double Percentile99, double Delivered);

/// <summary>Measures one server from its start to its end.</summary>
internal sealed class SocketRound(SocketDialect dialect, SocketOptions options)
{
    private const int WarmUps = 2;
    private const int Bursts = 3;

    // Before anything is measured, a few connections bring the code of a connection up.
    private const int FirstSockets = 20;

    public async Task<SocketResult> RunAsync()
    {
        await using var server = await ServerProcess.StartAsync(dialect.Server);
        var tally = new Tally();
        var sockets = new List<BareSocket>();
        try
        {
            var readers = await OpenAsync(server, sockets, tally, Math.Min(FirstSockets, options.Sockets / 2));
            await BurstAsync(server, tally, sockets.Count);
            var before = await server.MeasureMemoryAsync();
            var first = sockets.Count;
            readers.AddRange(await OpenAsync(server, sockets, tally, options.Sockets - first));
            var memory = (await server.MeasureMemoryAsync() - before) / (double)(sockets.Count - first);

            for (var warmUp = 0; warmUp < WarmUps; warmUp++)
            {
                await BurstAsync(server, tally, sockets.Count);
            }

            var delays = new List<Delays>();
            foreach (var rate in SocketOptions.Rates)
            {
                delays.Add(await SteadyAsync(server, tally, sockets.Count, rate));
            }

            var bursts = new List<(double PerSecond, double Microseconds)>();
            for (var burst = 0; burst < Bursts; burst++)
            {
                bursts.Add(await BurstAsync(server, tally, sockets.Count));
            }

            return new SocketResult(
                dialect.Server, Median.Of(bursts.Select(burst => burst.PerSecond)), Median.Of(bursts.Select(burst => burst.Microseconds)), memory, delays);
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }
    }

    private async Task<List<Task>> OpenAsync(ServerProcess server, List<BareSocket> sockets, Tally tally, int count)
    {
        var readers = new List<Task>();
        for (var number = 0; number < count; number++)
        {
            var socket = new BareSocket();
            sockets.Add(socket);
            await socket.OpenAsync(server.Address, dialect);
            readers.Add(socket.ReadAsync(tally));
        }

        return readers;
    }

    private async Task<(double PerSecond, double Microseconds)> BurstAsync(ServerProcess server, Tally tally, int sockets)
    {
        var expected = (long)options.Burst * sockets;
        tally.Expect(expected, isTimed: false);
        var processor = server.ProcessorTime;
        var started = await server.PublishAsync(options.Burst, perSecond: 0);
        await tally.WaitAsync();
        if (tally.Counted != expected)
        {
            throw new InvalidOperationException($"{dialect.Server} delivered {tally.Counted} of {expected} messages.");
        }

        return (expected / Stopwatch.GetElapsedTime(started, tally.Finished).TotalSeconds, (server.ProcessorTime - processor).TotalMicroseconds / expected);
    }

    private async Task<Delays> SteadyAsync(ServerProcess server, Tally tally, int sockets, int rate)
    {
        var events = Math.Max(2, (int)(options.Steady.TotalSeconds * rate));
        tally.Expect((long)events * sockets, isTimed: true);
        await server.PublishAsync(events, rate);
        await tally.WaitAsync();
        return new Delays(rate, tally.DelayOf(0.5), tally.DelayOf(0.99), (double)tally.Counted / ((long)events * sockets));
    }
}
