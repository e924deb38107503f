using System.Text.Json.Serialization;

namespace DocProcessing;

/// <summary>What a section of a document is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SectionKind>))]
public enum SectionKind
{
    /// <summary>A page.</summary>
    [JsonStringEnumMemberName("page")]
    Page,

    /// <summary>A slide.</summary>
    [JsonStringEnumMemberName("slide")]
    Slide,

    /// <summary>A sheet, or a part of a large one.</summary>
    [JsonStringEnumMemberName("sheet")]
    Sheet,

    /// <summary>The text under a heading, or a part of a document without pages.</summary>
    [JsonStringEnumMemberName("text")]
    Text,

    /// <summary>An attachment: its name and type, not its content.</summary>
    [JsonStringEnumMemberName("attachment")]
    Attachment,
}

/// <summary>A piece of a document's text, small enough to hold in memory: a page, a slide, some rows, the text under a heading.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Number">Its place in the document, from 1.</param>
/// <param name="Text">Its text, lines divided by <c>\n</c>; at most <see cref="MaxTextLength"/> characters.</param>
/// <param name="Heading">Its heading, title or name, if it has one.</param>
/// <param name="Level">The heading's depth, from 1; 0 without one.</param>
/// <param name="Page">The page, slide or sheet it stands on, from 1, where the format has them.</param>
public sealed record DocumentSection(SectionKind Kind, int Number, string Text, string? Heading = null, int Level = 0, int? Page = null)
{
    /// <summary>The largest number of characters in one section. A longer text is divided.</summary>
    public const int MaxTextLength = 64 * 1024;
}

/// <summary>What a document says of itself.</summary>
public sealed record DocumentMetadata
{
    /// <summary>Gets the title.</summary>
    public string? Title { get; init; }

    /// <summary>Gets the authors.</summary>
    public IReadOnlyList<string> Authors { get; init; } = [];

    /// <summary>Gets when it was written.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Gets when it was last changed.</summary>
    public DateTimeOffset? ModifiedAt { get; init; }

    /// <summary>Gets its language as a two-letter ISO 639-1 code.</summary>
    public string? Language { get; init; }

    /// <summary>Gets the number of pages, slides or sheets, where the format has them.</summary>
    public int? PageCount { get; init; }

    /// <summary>Gets more, by name, such as an e-mail's <c>from</c> and <c>to</c>.</summary>
    public IReadOnlyDictionary<string, string> Custom { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);
}
