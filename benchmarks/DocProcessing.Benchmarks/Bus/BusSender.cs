using System.Diagnostics;

namespace DocProcessing.Benchmarks.Bus;

/// <summary>The process that sends, at a steady rate, until its input ends.</summary>
internal static class BusSender
{
    public const string Verb = "bus-sender";

    public static async Task RunAsync(string kind, string address, int rate)
    {
        await using var end = await BusEnd.OpenAsync(kind, address);
        // On a thread of its own: the console reads only synchronously, whatever the call is named.
        var stopped = Task.Run(Console.In.ReadToEnd);
        var begun = Stopwatch.GetTimestamp();
        for (long sent = 0; !stopped.IsCompleted;)
        {
            for (var due = Stopwatch.GetElapsedTime(begun).TotalSeconds * rate; sent < due; sent++)
            {
                await end.SendAsync(Stopwatch.GetTimestamp());
            }

            await Task.Delay(1);
        }
    }
}
