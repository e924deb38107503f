using System.Text.Encodings.Web;
using System.Text.Json;
using DocProcessing.Benchmarks.Throughput.Servers;

namespace DocProcessing.Benchmarks.Throughput.Report;

/// <summary>Writes every round's figures, and what is needed to judge them.</summary>
internal static class ResultJson
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(ThroughputResult result, ThroughputOptions options, DateTimeOffset date) => JsonSerializer.Serialize(
        new
        {
            date,
            machine = Machine.Here(),
            versions = new { docprocessing = typeof(IUploadService).Assembly.GetName().Version!.ToString(3), tus = TusServer.Versions() },
            rounds = options.Rounds,
            servers = result.Servers.ToDictionary(server => server.Name, server => server.Description),
            medians = Medians(result),
            measurements = result.Measurements.Select(measurement =>
                measurement with { Figures = measurement.Figures.ToDictionary(figure => figure.Key, figure => Rounded(figure.Value)) }),
        },
        Options);

    private static IEnumerable<object> Medians(ThroughputResult result) =>
        from @case in result.Cases
        from variant in @case.Variants
        from server in result.ServersOf(@case, variant)
        select new
        {
            @case = @case.Name,
            variant,
            server = server.Name,
            ratio = result.Ratio(@case, variant, server.Name) is { } ratio ? Rounded(ratio) : (double?)null,
            figures = @case.Figures.Select(figure => (figure.Key, Value: result.Median(@case, variant, server.Name, figure)))
                .Where(figure => figure.Value is not null).ToDictionary(figure => figure.Key, figure => Rounded(figure.Value!.Value)),
        };

    private static double Rounded(double value) => Math.Round(value, 3);
}
