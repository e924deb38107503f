using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using DocProcessing.Testing;

namespace DocProcessing.Benchmarks.Bus;

/// <summary>How long a message takes from one process to another, by our bus and by a bare channel of Redis, in turn.</summary>
internal static class BusComparison
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(4);

    public static async Task RunAsync()
    {
        await using var redis = await Service.StartAsync("redis");
        Console.WriteLine("| messages a second | way | received | p50 | p99 |\n|---|---|---|---|---|");
        foreach (var rate in new[] { 1000, 3000 })
        {
            foreach (var kind in new[] { "bare", "bus" })
            {
                var times = await MeasureAsync(kind, redis.Port, rate);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {rate} | {kind} | {times.Count / Measured.TotalSeconds:0} a second | {At(times, 0.5):0.00} ms | {At(times, 0.99):0.00} ms |"));
            }
        }
    }

    private static async Task<List<double>> MeasureAsync(string kind, int port, int rate)
    {
        var address = kind == "bare" ? $"127.0.0.1:{port}" : $"redis://127.0.0.1:{port}";
        var times = new ConcurrentQueue<double>();
        await using var end = await BusEnd.OpenAsync(kind, address);

        // Both processes read the machine's one monotonic clock.
        await end.ListenAsync(sentAt => times.Enqueue(Stopwatch.GetElapsedTime(sentAt).TotalMilliseconds));
        using var sender = Process.Start(new ProcessStartInfo("dotnet", [typeof(BusComparison).Assembly.Location, BusSender.Verb, kind, address, $"{rate}"]) { RedirectStandardInput = true })!;
        while (times.IsEmpty)
        {
            await Task.Delay(10);
        }

        await Task.Delay(WarmUp);
        times.Clear();
        await Task.Delay(Measured);
        List<double> measured = [.. times.Order()];
        sender.StandardInput.Close();
        await sender.WaitForExitAsync();
        return measured;
    }

    private static double At(List<double> sorted, double share) => sorted[(int)(sorted.Count * share)];
}
