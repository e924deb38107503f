using System.Text.Json.Serialization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DocProcessing.Health;

internal sealed record HealthView(
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("components")] IReadOnlyDictionary<string, ComponentView>? Components = null)
{
    public static HealthView Of(HealthReport report, bool withDescriptions) => new(
        NameOf(report.Status),
        new SortedDictionary<string, ComponentView>(
            report.Entries.ToDictionary(entry => entry.Key, entry => new ComponentView(NameOf(entry.Value.Status), withDescriptions ? entry.Value.Description : null)),
            StringComparer.Ordinal));

    private static string NameOf(HealthStatus status) => status.ToString().ToLowerInvariant();
}

internal sealed record ComponentView(
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("description")] string? Description);
