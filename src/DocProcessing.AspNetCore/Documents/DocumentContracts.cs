using System.ComponentModel;
using System.Text.Json.Serialization;

namespace DocProcessing.Documents;

internal sealed record ContentLink(
    [property: JsonPropertyName("document_id")] string DocumentId,
    [property: JsonPropertyName("method")] string Method,
    [property: JsonPropertyName("url"), Description("The address, permission included. Keep it secret.")] string Url,
    [property: JsonPropertyName("expires_at")] DateTimeOffset? ExpiresAt);

internal sealed record DocumentView(
    [property: JsonPropertyName("document_id")] string DocumentId,
    [property: JsonPropertyName("job_id")] string JobId,
    [property: JsonPropertyName("status")] JobStatus Status,
    [property: JsonPropertyName("filename")] string FileName,
    [property: JsonPropertyName("file_size")] long FileSize,
    [property: JsonPropertyName("content_type")] string ContentType,
    [property: JsonPropertyName("document_type")] string? DocumentType,
    [property: JsonPropertyName("content_checksum")] ChecksumView? ContentChecksum,
    [property: JsonPropertyName("reused_from")] string? ReusedFrom,
    [property: JsonPropertyName("created_at")] DateTimeOffset CreatedAt,
    [property: JsonPropertyName("finished_at")] DateTimeOffset? FinishedAt)
{
    public static DocumentView Of(Job job) => new(
        job.DocumentId.Value,
        job.Id.Value,
        job.Status,
        job.FileName,
        job.FileSize,
        job.DetectedContentType ?? job.ContentType,
        job.DocumentType,
        ChecksumView.Of(job.ContentChecksum),
        job.ReusedFrom?.Value,
        job.CreatedAt,
        job.FinishedAt);
}

internal sealed record ChecksumView(
    [property: JsonPropertyName("algorithm"), Description("md5 or sha256.")] string Algorithm,
    [property: JsonPropertyName("hex")] string Hex)
{
    public static ChecksumView? Of(Checksum? checksum) =>
        checksum is null ? null : new ChecksumView(checksum.Algorithm.ToString().ToLowerInvariant(), checksum.Hex);
}

internal sealed record AnalysisView
{
    [JsonPropertyName("document_id")]
    public required string DocumentId { get; init; }

    [JsonPropertyName("title")]
    public string? Title { get; init; }

    [JsonPropertyName("authors")]
    public required IReadOnlyList<string> Authors { get; init; }

    [JsonPropertyName("created_at"), Description("When the document was written.")]
    public DateTimeOffset? CreatedAt { get; init; }

    [JsonPropertyName("modified_at")]
    public DateTimeOffset? ModifiedAt { get; init; }

    [JsonPropertyName("language"), Description("ISO 639-1.")]
    public string? Language { get; init; }

    [JsonPropertyName("language_confidence"), Description("From 0 to 1.")]
    public required double LanguageConfidence { get; init; }

    [JsonPropertyName("word_count")]
    public required long WordCount { get; init; }

    [JsonPropertyName("character_count")]
    public required long CharacterCount { get; init; }

    [JsonPropertyName("page_count")]
    public int? PageCount { get; init; }

    [JsonPropertyName("headings")]
    public required IReadOnlyList<HeadingView> Headings { get; init; }

    [JsonPropertyName("key_phrases"), Description("The strongest first.")]
    public required IReadOnlyList<string> KeyPhrases { get; init; }

    [JsonPropertyName("content_checksum")]
    public ChecksumView? ContentChecksum { get; init; }

    [JsonPropertyName("custom"), Description("What the host's own analyzers found.")]
    public required IReadOnlyDictionary<string, string> Custom { get; init; }

    public static AnalysisView Of(DocumentId id, DocumentAnalysis analysis) => new()
    {
        DocumentId = id.Value,
        Title = analysis.Title,
        Authors = analysis.Authors,
        CreatedAt = analysis.CreatedAt,
        ModifiedAt = analysis.ModifiedAt,
        Language = analysis.Language,
        LanguageConfidence = Math.Round(analysis.LanguageConfidence, 4),
        WordCount = analysis.WordCount,
        CharacterCount = analysis.CharacterCount,
        PageCount = analysis.PageCount,
        Headings = [.. analysis.Headings.Select(heading => new HeadingView(heading.Level, heading.Text, heading.Page))],
        KeyPhrases = analysis.KeyPhrases,
        ContentChecksum = ChecksumView.Of(analysis.ContentChecksum),
        Custom = analysis.Custom,
    };
}

internal sealed record HeadingView(
    [property: JsonPropertyName("level")] int Level,
    [property: JsonPropertyName("text")] string Text,
    [property: JsonPropertyName("page")] int? Page);

internal sealed record SearchResponse([property: JsonPropertyName("results")] IReadOnlyList<SearchResult> Results);

internal sealed record SearchResult(
    [property: JsonPropertyName("document_id")] string DocumentId,
    [property: JsonPropertyName("filename")] string FileName,
    [property: JsonPropertyName("score"), Description("Higher is better; comparable within one answer only.")] double Score,
    [property: JsonPropertyName("snippet"), Description("HTML: found words stand in mark elements, everything else is escaped.")] string Snippet,
    [property: JsonPropertyName("page")] int? Page);
