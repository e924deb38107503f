using System.Text.Json.Serialization;

namespace DocProcessing.Client;

/// <summary>A document on the host.</summary>
public sealed record Document
{
    /// <summary>Gets the document's id.</summary>
    public required string DocumentId { get; init; }

    /// <summary>Gets the id of its job.</summary>
    public required string JobId { get; init; }

    /// <summary>Gets where its job is.</summary>
    public required JobStatus Status { get; init; }

    /// <summary>Gets its file name.</summary>
    [JsonPropertyName("filename")]
    public string FileName { get; init; } = string.Empty;

    /// <summary>Gets its size in bytes.</summary>
    public long FileSize { get; init; }

    /// <summary>Gets its media type.</summary>
    public string ContentType { get; init; } = string.Empty;

    /// <summary>Gets the client's own word for its kind.</summary>
    public string? DocumentType { get; init; }

    /// <summary>Gets the checksum of its bytes, once it is known.</summary>
    public DocumentChecksum? ContentChecksum { get; init; }

    /// <summary>Gets the document whose results were reused.</summary>
    public string? ReusedFrom { get; init; }

    /// <summary>Gets when its upload began.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Gets when its job ended.</summary>
    public DateTimeOffset? FinishedAt { get; init; }
}

/// <summary>A checksum of a document's bytes.</summary>
/// <param name="Algorithm"><c>md5</c> or <c>sha256</c>.</param>
/// <param name="Hex">In lower-case hex digits.</param>
public sealed record DocumentChecksum(string Algorithm, string Hex);

/// <summary>What was found in a document.</summary>
public sealed record DocumentAnalysis
{
    /// <summary>Gets the document's id.</summary>
    public required string DocumentId { get; init; }

    /// <summary>Gets the title.</summary>
    public string? Title { get; init; }

    /// <summary>Gets the authors.</summary>
    public IReadOnlyList<string> Authors { get; init; } = [];

    /// <summary>Gets when the document was written.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Gets when it was last changed.</summary>
    public DateTimeOffset? ModifiedAt { get; init; }

    /// <summary>Gets the language (ISO 639-1).</summary>
    public string? Language { get; init; }

    /// <summary>Gets how sure that is, from 0 to 1.</summary>
    public double LanguageConfidence { get; init; }

    /// <summary>Gets the number of words.</summary>
    public long WordCount { get; init; }

    /// <summary>Gets the number of characters.</summary>
    public long CharacterCount { get; init; }

    /// <summary>Gets the number of pages, slides or sheets, where the format has them.</summary>
    public int? PageCount { get; init; }

    /// <summary>Gets the headings in order.</summary>
    public IReadOnlyList<DocumentHeading> Headings { get; init; } = [];

    /// <summary>Gets the key phrases, the strongest first.</summary>
    public IReadOnlyList<string> KeyPhrases { get; init; } = [];

    /// <summary>Gets the checksum of the document's bytes.</summary>
    public DocumentChecksum? ContentChecksum { get; init; }

    /// <summary>Gets what the host's own analyzers found.</summary>
    public IReadOnlyDictionary<string, string> Custom { get; init; } = new Dictionary<string, string>();
}

/// <summary>A heading of a document.</summary>
/// <param name="Level">Its depth, from 1.</param>
/// <param name="Text">Its text.</param>
/// <param name="Page">Its page, where the format has them.</param>
public sealed record DocumentHeading(int Level, string Text, int? Page);

/// <summary>A document that was found.</summary>
public sealed record SearchHit
{
    /// <summary>Gets the document's id.</summary>
    public required string DocumentId { get; init; }

    /// <summary>Gets its file name.</summary>
    [JsonPropertyName("filename")]
    public string FileName { get; init; } = string.Empty;

    /// <summary>Gets how well it fits: higher is better, comparable within one answer only.</summary>
    public double Score { get; init; }

    /// <summary>Gets where it was found, as HTML: the words stand in <c>mark</c> elements, everything else is escaped.</summary>
    public string Snippet { get; init; } = string.Empty;

    /// <summary>Gets the page, where the format has them.</summary>
    public int? Page { get; init; }
}

internal sealed record SearchAnswer(IReadOnlyList<SearchHit> Results);
