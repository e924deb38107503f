using System.Globalization;
using DocProcessing.Benchmarks.Support;

namespace DocProcessing.Benchmarks.Sockets;

/// <summary>Live progress to many sockets: this library, SignalR and a plain loop, each in a process of its own, in turn in every round.</summary>
internal static class SocketComparison
{
    public static async Task RunAsync(string[] arguments)
    {
        var parsed = Arguments.Parse(arguments, "--sockets", "--rounds", "--burst", "--seconds", "--out");
        var options = SocketOptions.Of(parsed);
        var rounds = new List<SocketResult>();
        for (var round = 0; round < options.Rounds; round++)
        {
            // Another one begins each time, so that none always comes after the same.
            foreach (var number in Enumerable.Range(round, SocketDialect.All.Count))
            {
                rounds.Add(await new SocketRound(SocketDialect.All[number % SocketDialect.All.Count], options).RunAsync());
            }
        }

        var medians = SocketDialect.All.Select(dialect => MedianOf([.. rounds.Where(result => result.Server == dialect.Server)])).ToList();
        Print(medians, options);
        ResultFile.Write(parsed.Text("--out"), "sockets", new { options, medians, rounds });
    }

    private static SocketResult MedianOf(IReadOnlyList<SocketResult> results) => new(
        results[0].Server,
        Median.Of(results.Select(result => result.MessagesPerSecond)),
        Median.Of(results.Select(result => result.ServerMicroseconds)),
        Median.Of(results.Select(result => result.BytesPerConnection)),
        [
            .. SocketOptions.Rates.Select((rate, index) => new Delays(
                rate,
                Median.Of(results.Select(result => result.Delays[index].Median)),
                Median.Of(results.Select(result => result.Delays[index].Percentile99)),
                results.Min(result => result.Delays[index].Delivered))),
        ]);

    private static void Print(List<SocketResult> medians, SocketOptions options)
    {
        Console.WriteLine(Invariant($"{options.Sockets} sockets, {options.Rounds} rounds in turn, bursts of {options.Burst} events; medians. Delays are p50 / p99 in ms."));
        Console.WriteLine();
        Console.WriteLine($"| server | burst, messages/s | ratio | server CPU a message, µs | memory a connection, kB |{string.Concat(SocketOptions.Rates.Select(rate => $" {rate} events/s |"))}");
        Console.WriteLine($"|---|---|---|---|---|{string.Concat(SocketOptions.Rates.Select(_ => "---|"))}");
        foreach (var result in medians)
        {
            var delays = string.Concat(result.Delays.Select(delay => Invariant($" {delay.Median:0.0} / {delay.Percentile99:0.0}{(delay.Delivered < 1 ? $" ({delay.Delivered:p0} came)" : "")} |")));
            Console.WriteLine(Invariant(
                $"| {result.Server} | {result.MessagesPerSecond:0} | {result.MessagesPerSecond / medians[0].MessagesPerSecond:0.00} | {result.ServerMicroseconds:0.00} | {result.BytesPerConnection / 1000:0.0} |{delays}"));
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
