using System.Globalization;

namespace DocProcessing.Extraction;

/// <summary>Brings what documents say of themselves into shape.</summary>
internal static class MetadataText
{
    private const int MaxLength = 2000;
    private const int MaxEntries = 100;

    /// <summary>Makes one clean line, or nothing.</summary>
    public static string? Line(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var clean = new CleanText();
        clean.Append(text.AsSpan(0, Math.Min(text.Length, MaxLength)));
        var line = string.Join(' ', clean.TakeAll().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length == 0 ? null : line;
    }

    public static DocumentMetadata Clean(DocumentMetadata metadata) => metadata with
    {
        Title = Line(metadata.Title),
        Authors = [.. metadata.Authors.Select(Line).OfType<string>().Distinct(StringComparer.Ordinal).Take(MaxEntries)],
        Language = Language(metadata.Language),
        Custom = Custom(metadata.Custom),
    };

    /// <summary>Divides a list of people as Office writes it.</summary>
    public static IReadOnlyList<string> Authors(string? text) =>
        text?.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>Reads an ISO 8601 date; without a zone it is taken as UTC.</summary>
    public static DateTimeOffset? Date(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null;

    /// <summary>Takes the two-letter language out of a tag such as <c>de-CH</c>.</summary>
    private static string? Language(string? tag)
    {
        var language = tag?.Trim().Split('-', '_')[0];
        return language is { Length: 2 } && language.All(char.IsAsciiLetter) ? language.ToLowerInvariant() : null;
    }

    private static SortedDictionary<string, string> Custom(IReadOnlyDictionary<string, string> custom)
    {
        var clean = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in custom.Take(MaxEntries))
        {
            if (Line(name) is { } key && Line(value) is { } line)
            {
                clean[key] = line;
            }
        }

        return clean;
    }
}
