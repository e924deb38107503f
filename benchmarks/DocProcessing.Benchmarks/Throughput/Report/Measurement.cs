using System.Text.Json.Serialization;

namespace DocProcessing.Benchmarks.Throughput.Report;

/// <summary>What one server did once.</summary>
internal sealed record Measurement(
    [property: JsonPropertyName("case")] string Case,
    [property: JsonPropertyName("variant")] string Variant,
    [property: JsonPropertyName("server")] string Server,
    [property: JsonPropertyName("round")] int Round,
    [property: JsonPropertyName("figures")] IReadOnlyDictionary<string, double> Figures);
