using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace DocProcessing;

/// <summary>What the library's ids have in common: 32 lower-case hex digits, ordered by the time at which they were made.</summary>
/// <typeparam name="TSelf">The id type itself.</typeparam>
/// <remarks>The alphabet makes every id safe in a URL, in a file name and in a log line, and a parsed id can hold nothing else.</remarks>
public interface IIdentifier<TSelf> : IParsable<TSelf>
    where TSelf : struct, IIdentifier<TSelf>
{
    /// <summary>Gets the id as text: 32 lower-case hex digits.</summary>
    string Value { get; }

    /// <summary>Wraps text that is known to be well formed.</summary>
    /// <param name="value">32 lower-case hex digits.</param>
    /// <returns>The id.</returns>
    static abstract TSelf FromTrusted(string value);
}

/// <summary>Makes and reads ids: the one place that knows their form.</summary>
internal static class Identifier
{
    private const int Length = 32;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    public static TSelf Create<TSelf>(TimeProvider clock)
        where TSelf : struct, IIdentifier<TSelf> =>
        TSelf.FromTrusted(Guid.CreateVersion7(clock.GetUtcNow()).ToString("n"));

    public static bool TryParse<TSelf>([NotNullWhen(true)] string? text, out TSelf id)
        where TSelf : struct, IIdentifier<TSelf>
    {
        if (text is { Length: Length } && !text.AsSpan().ContainsAnyExcept(Digits))
        {
            id = TSelf.FromTrusted(text);
            return true;
        }

        id = default;
        return false;
    }

    public static TSelf Parse<TSelf>(string text)
        where TSelf : struct, IIdentifier<TSelf>
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out TSelf id) ? id : throw new FormatException($"An id is {Length} lower-case hex digits.");
    }
}
