using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace DocProcessing.Documents;

/// <summary>Reads the Range header (RFC 9110). Anything but one range of bytes is answered with the whole, as the RFC allows.</summary>
internal static class RequestedRange
{
    public static bool IsAsked(HttpRequest request) => RangeOf(request) is not null;

    /// <summary>Finds the bytes that are asked for.</summary>
    /// <returns>The bytes, or <see langword="null"/> when the range lies outside.</returns>
    public static ByteRange? Resolve(HttpRequest request, long length)
    {
        var range = RangeOf(request)!;
        if (range.From is { } from)
        {
            return from < length ? new ByteRange(from, Math.Min(range.To ?? long.MaxValue, length - 1) - from + 1) : null;
        }

        var last = Math.Min(range.To ?? 0, length);
        return last > 0 ? new ByteRange(length - last, last) : null;
    }

    /// <summary>Tells whether a range may be served of content that has this ETag now.</summary>
    public static bool IsStillValid(HttpRequest request, EntityTagHeaderValue etag)
    {
        var condition = request.Headers.IfRange;
        return condition.Count == 0 || (EntityTagHeaderValue.TryParse(condition.ToString(), out var known) && known.Compare(etag, useStrongComparison: true));
    }

    public static string ContentRange(ByteRange range, long length) =>
        string.Create(CultureInfo.InvariantCulture, $"bytes {range.Offset}-{range.Offset + range.Length - 1}/{length}");

    private static RangeItemHeaderValue? RangeOf(HttpRequest request) =>
        RangeHeaderValue.TryParse(request.Headers.Range.ToString(), out var header)
        && header.Unit.Equals("bytes", StringComparison.OrdinalIgnoreCase)
        && header.Ranges.Count == 1
            ? header.Ranges.First()
            : null;
}
