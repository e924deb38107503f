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

    /// <summary>Finds how a server's first figure compares with the baseline's: the median of the rounds' ratios, since a round's measurements lie close together in time.</summary>
    public double? Ratio(ICase @case, string variant, string server)
    {
        var key = @case.Figures[0].Key;
        var baseline = Measurements.Where(measurement => IsOf(measurement, @case, variant, ServerList.Baseline)).ToDictionary(measurement => measurement.Round, measurement => measurement.Figures[key]);
        var ratios = Measurements.Where(measurement => IsOf(measurement, @case, variant, server) && baseline.ContainsKey(measurement.Round))
            .Select(measurement => measurement.Figures[key] / baseline[measurement.Round]).Order().ToList();
        return ratios.Count == 0 ? null : (ratios[(ratios.Count - 1) / 2] + ratios[ratios.Count / 2]) / 2;
    }

    private static bool IsOf(Measurement measurement, ICase @case, string variant, string server) =>
        measurement.Case == @case.Name && measurement.Variant == variant && measurement.Server == server;
}
