using System.Globalization;

namespace DocProcessing.Redis;

/// <summary>The id of an entry of a stream: the server's milliseconds and a number among them.</summary>
internal readonly record struct StreamId(ulong Milliseconds, ulong Number) : IComparable<StreamId>
{
    /// <summary>Gets what stands before the first entry.</summary>
    public static StreamId Zero => default;

    public static StreamId Parse(ReadOnlySpan<char> text)
    {
        var dash = text.IndexOf('-');
        return new StreamId(
            ulong.Parse(text[..dash], NumberStyles.None, CultureInfo.InvariantCulture), ulong.Parse(text[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture));
    }

    public int CompareTo(StreamId other) => Milliseconds.CompareTo(other.Milliseconds) is var order and not 0 ? order : Number.CompareTo(other.Number);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Milliseconds}-{Number}");
}
