using DocProcessing.Benchmarks.Throughput.Cases;
using DocProcessing.Benchmarks.Throughput.Load;
using DocProcessing.Benchmarks.Throughput.Report;
using DocProcessing.Benchmarks.Throughput.Servers;

namespace DocProcessing.Benchmarks.Throughput;

/// <summary>Takes the servers through a case in turn, round after round.</summary>
/// <param name="count">How many rounds count.</param>
/// <param name="definitions">The servers.</param>
/// <param name="root">The directory for all their data.</param>
/// <param name="stop">Breaks the run off, with no server left behind.</param>
internal sealed class Rounds(int count, IReadOnlyList<ServerDefinition> definitions, string root, CancellationToken stop)
{
    // Every case has servers of its own: what one leaves behind, in memory and in the state, would be another's handicap.
    public async Task<IReadOnlyList<Measurement>> MeasureAsync(ICase @case)
    {
        var directory = Path.Combine(root, @case.Name);
        var servers = new List<RunningServer>();
        var measurements = new List<Measurement>();
        try
        {
            foreach (var definition in definitions)
            {
                servers.Add(await RunningServer.StartAsync(definition, directory));
            }

            // Round 0 warms up and does not count.
            for (var round = 0; round <= count; round++)
            {
                foreach (var variant in @case.Variants)
                {
                    foreach (var server in InTurn(servers, round).Where(server => @case.Suits(server, variant)))
                    {
                        await PageCache.WarmAsync(directory, @case.Bytes, stop);
                        var figures = await @case.MeasureAsync(server, variant, round, check: round == count).WaitAsync(stop);
                        var measurement = new Measurement(@case.Name, variant, server.Definition.Name, round, figures);
                        await PrintAsync(@case, measurement);
                        if (round > 0)
                        {
                            measurements.Add(measurement);
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

    // There and back, then from the next one: nobody is always first, or always after the same one.
    private static IEnumerable<RunningServer> InTurn(List<RunningServer> servers, int round)
    {
        var order = Enumerable.Range(0, servers.Count).Select(index => servers[(index + (round / 2)) % servers.Count]);
        return round % 2 == 0 ? order : order.Reverse();
    }

    private Task PrintAsync(ICase @case, Measurement done)
    {
        var first = @case.Figures[0];
        return Console.Error.WriteLineAsync($"round {done.Round}/{count}  {done.Case}, {done.Variant}  {done.Server}: {done.Figures[first.Key]:0} {first.Title}");
    }
}
