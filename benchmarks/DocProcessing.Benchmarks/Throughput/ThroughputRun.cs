using DocProcessing.Benchmarks.Support;
using DocProcessing.Benchmarks.Throughput.Cases;
using DocProcessing.Benchmarks.Throughput.Load;
using DocProcessing.Benchmarks.Throughput.Report;
using DocProcessing.Benchmarks.Throughput.Servers;

namespace DocProcessing.Benchmarks.Throughput;

/// <summary>Measures the host beside the reference servers, each as a process of its own, in turn and in rounds.</summary>
internal static class ThroughputRun
{
    public static async Task RunAsync(string[] args)
    {
        var options = ThroughputOptions.Parse(args);
        var cases = options.Cases.Select(name => Case(name, options)).ToList();
        using var directory = new TemporaryDirectory();
        var measurements = new List<Measurement>();
        foreach (var @case in cases)
        {
            measurements.AddRange(await MeasureAsync(options, @case, directory.PathOf(@case.Name)));
        }

        var result = new ThroughputResult(cases, options.Servers, measurements);
        Console.WriteLine(ResultTable.Of(result));
        Directory.CreateDirectory(options.Out);
        Write(Path.Combine(options.Out, "throughput.json"), ResultJson.Of(result, options, DateTimeOffset.UtcNow));
        Write(Path.Combine(options.Out, "throughput.svg"), ResultChart.Of(result));
    }

    // Every case has servers of its own: what one leaves behind, in memory and in the state, would be another's handicap.
    private static async Task<List<Measurement>> MeasureAsync(ThroughputOptions options, ICase @case, string root)
    {
        var servers = new List<RunningServer>();
        var measurements = new List<Measurement>();
        try
        {
            foreach (var definition in options.Servers)
            {
                servers.Add(await RunningServer.StartAsync(definition, root));
            }

            // Round 0 warms up and does not count.
            for (var round = 0; round <= options.Rounds; round++)
            {
                foreach (var variant in @case.Variants)
                {
                    foreach (var server in InTurn(servers, round).Where(server => @case.Suits(server, variant)))
                    {
                        PageCache.Warm(root);
                        var figures = await @case.MeasureAsync(server, variant, round, check: round == options.Rounds);
                        var (name, first) = (server.Definition.Name, @case.Figures[0]);
                        await Console.Error.WriteLineAsync($"round {round}/{options.Rounds}  {@case.Name}, {variant}  {name}: {figures[first.Key]:0} {first.Title}");
                        if (round > 0)
                        {
                            measurements.Add(new Measurement(@case.Name, variant, name, round, figures));
                        }
                    }
                }
            }

            return measurements;
        }
        finally
        {
            foreach (var server in servers)
            {
                await server.DisposeAsync();
            }
        }
    }

    // Each server comes first, and after each other one, in some round.
    private static IEnumerable<RunningServer> InTurn(List<RunningServer> servers, int round) =>
        Enumerable.Range(0, servers.Count).Select(index => servers[(index + round) % servers.Count]);

    private static ICase Case(string name, ThroughputOptions options) => name switch
    {
        "chunks" => new ChunksCase(new FileSet(options.Megabytes), options.InFlight),
        "small" => new SmallCase(options.Files),
        "jobs" => new JobsCase(options.Jobs),
        _ => throw new ArgumentException($"{name} is no case: chunks, small, jobs."),
    };

    private static void Write(string path, string text)
    {
        File.WriteAllText(path, text);
        Console.WriteLine(Path.GetFullPath(path));
    }
}
