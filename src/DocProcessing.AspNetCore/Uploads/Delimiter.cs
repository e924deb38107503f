using System.Buffers;

namespace DocProcessing.Uploads;

/// <summary>Finds a short run of bytes in buffers that lie in several places.</summary>
internal static class Delimiter
{
    private const int MaxLength = 256;

    /// <summary>Finds where the first delimiter begins.</summary>
    public static long? Find(in ReadOnlySequence<byte> bytes, ReadOnlySpan<byte> delimiter)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(delimiter.Length, MaxLength);
        if (bytes.IsSingleSegment)
        {
            return bytes.FirstSpan.IndexOf(delimiter) is >= 0 and var index ? index : null;
        }

        // The seam: the last bytes of what was searched, too few for a delimiter, and the first of what comes next.
        Span<byte> seam = stackalloc byte[2 * MaxLength];
        var kept = 0;
        long searched = 0;
        foreach (var memory in bytes)
        {
            var segment = memory.Span;
            var head = segment[..Math.Min(segment.Length, delimiter.Length - 1)];
            head.CopyTo(seam[kept..]);
            if (seam[..(kept + head.Length)].IndexOf(delimiter) is >= 0 and var across)
            {
                return searched - kept + across;
            }

            if (segment.IndexOf(delimiter) is >= 0 and var within)
            {
                return searched + within;
            }

            searched += segment.Length;
            kept = Keep(seam, kept + head.Length, segment, delimiter.Length - 1);
        }

        return null;
    }

    /// <summary>Moves the last bytes of what was searched to the seam's start.</summary>
    private static int Keep(Span<byte> seam, int filled, ReadOnlySpan<byte> segment, int most)
    {
        // A segment that is shorter than that is in the seam as a whole.
        var tail = segment.Length >= most ? segment[^most..] : seam[Math.Max(0, filled - most)..filled];
        tail.CopyTo(seam);
        return tail.Length;
    }
}
