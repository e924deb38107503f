using DocProcessing.Benchmarks.Throughput.Cases;
using DocProcessing.Benchmarks.Throughput.Servers;

namespace DocProcessing.Benchmarks.Throughput.Report;

/// <summary>All measurements of a run, by their medians over the rounds.</summary>
internal sealed record ThroughputResult(IReadOnlyList<ICase> Cases, IReadOnlyList<ServerDefinition> Servers, IReadOnlyList<Measurement> Measurements)
{
    /// <summary>Lists the servers that took part in a variant, in their order.</summary>
    public IEnumerable<ServerDefinition> ServersOf(ICase @case, string variant) =>
        Servers.Where(server => Measurements.Any(measurement => IsOf(measurement, @case, variant, server.Name)));

    public double? Median(ICase @case, string variant, string server, Figure figure)
    {
        var values = Measurements.Where(measurement => IsOf(measurement, @case, variant, server) && measurement.Figures.ContainsKey(figure.Key))
            .Select(measurement => measurement.Figures[figure.Key]).Order().ToList();
        return values.Count == 0 ? null : (values[(values.Count - 1) / 2] + values[values.Count / 2]) / 2;
    }

    /// <summary>Finds how a server's first figure compares with the baseline's.</summary>
    public double? Ratio(ICase @case, string variant, string server) =>
        Median(@case, variant, server, @case.Figures[0]) / Median(@case, variant, ServerList.Baseline, @case.Figures[0]);

    private static bool IsOf(Measurement measurement, ICase @case, string variant, string server) =>
        measurement.Case == @case.Name && measurement.Variant == variant && measurement.Server == server;
}
