namespace DocProcessing;

/// <summary>Finds facts in a document's text. Analyzers run one after the other; each adds to what those before it found.</summary>
public interface IDocumentAnalyzer
{
    /// <summary>Gets the analyzer's name, for logs.</summary>
    string Name { get; }

    /// <summary>Analyzes a document.</summary>
    /// <param name="document">The document's sections and what is known of it.</param>
    /// <param name="found">What the analyzers before this one found.</param>
    /// <param name="cancellationToken">The job is cancelled, out of time, or the host is shutting down.</param>
    /// <returns><paramref name="found"/> with this analyzer's facts added.</returns>
    Task<DocumentAnalysis> AnalyzeAsync(AnalysisRequest document, DocumentAnalysis found, CancellationToken cancellationToken);
}

/// <summary>A document to analyze.</summary>
/// <param name="Job">Its job.</param>
/// <param name="Metadata">What the document says of itself.</param>
/// <param name="ReadSections">Reads its sections in order, from the first each time it is called.</param>
public sealed record AnalysisRequest(Job Job, DocumentMetadata Metadata, Func<CancellationToken, IAsyncEnumerable<DocumentSection>> ReadSections);

/// <summary>The facts of a document.</summary>
public sealed record DocumentAnalysis
{
    /// <summary>Gets the title.</summary>
    public string? Title { get; init; }

    /// <summary>Gets the authors.</summary>
    public IReadOnlyList<string> Authors { get; init; } = [];

    /// <summary>Gets when the document was written.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Gets when it was last changed.</summary>
    public DateTimeOffset? ModifiedAt { get; init; }

    /// <summary>Gets the language as a two-letter ISO 639-1 code.</summary>
    public string? Language { get; init; }

    /// <summary>Gets how sure the language is, from 0 to 1.</summary>
    public double LanguageConfidence { get; init; }

    /// <summary>Gets the number of words.</summary>
    public long WordCount { get; init; }

    /// <summary>Gets the number of characters.</summary>
    public long CharacterCount { get; init; }

    /// <summary>Gets the number of pages, slides or sheets, where the format has them.</summary>
    public int? PageCount { get; init; }

    /// <summary>Gets the headings in order, the first of them when there are very many.</summary>
    public IReadOnlyList<DocumentHeading> Headings { get; init; } = [];

    /// <summary>Gets the phrases that say most, the strongest first.</summary>
    public IReadOnlyList<string> KeyPhrases { get; init; } = [];

    /// <summary>Gets the hash of the document's bytes.</summary>
    public Checksum? ContentChecksum { get; init; }

    /// <summary>Gets what the host's own analyzers found, by name.</summary>
    public IReadOnlyDictionary<string, string> Custom { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>A heading.</summary>
/// <param name="Level">Its depth, from 1.</param>
/// <param name="Text">Its text.</param>
/// <param name="Page">The page it stands on, from 1, where the format has pages.</param>
public sealed record DocumentHeading(int Level, string Text, int? Page);
