using Microsoft.Extensions.Options;

namespace DocProcessing.Compression;

/// <summary>Decides which objects are compressed: by their media type, and by what it gives.</summary>
internal sealed class CompressionChoice(IOptions<CompressionOptions> options, double leastGain = CompressionChoice.LeastGain)
{
    /// <summary>The share of an object that must be saved: for less, unpacking it at every read is not worth the work.</summary>
    private const double LeastGain = 0.125;

    public bool IsWorthwhile(string? contentType, PackingStream packing) => IsTried(contentType) && packing.MeasureGain() >= leastGain;

    private bool IsTried(string? contentType)
    {
        var settings = options.Value;
        return settings.Enabled && (contentType is null ? settings.IncludeUntyped : settings.ContentTypes.Any(pattern => Matches(pattern, contentType)));
    }

    private static bool Matches(string pattern, string contentType)
    {
        // Without parameters, such as "; charset=utf-8".
        var type = contentType.AsSpan().TrimStart();
        type = (type.IndexOf(';') is >= 0 and var end ? type[..end] : type).TrimEnd();
        return pattern == "*/*"
            || (pattern.EndsWith("/*", StringComparison.Ordinal)
                ? type.StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.OrdinalIgnoreCase)
                : type.Equals(pattern, StringComparison.OrdinalIgnoreCase));
    }
}
