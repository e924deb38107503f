namespace DocProcessing;

/// <summary>What a client may ask of the pipeline for one document.</summary>
public sealed record ProcessingOptions
{
    /// <summary>Gets whether results of the same content, processed before for the same owner with the same options, may be reused.</summary>
    public bool ReuseResults { get; init; } = true;

    /// <summary>Gets the document's language as a two-letter ISO 639-1 code, when the client knows it; detected otherwise.</summary>
    public string? Language { get; init; }

    /// <summary>Gets the number of pages after which extraction stops, with a warning; all when <see langword="null"/>.</summary>
    public int? MaxPages { get; init; }

    /// <summary>Gets further options by name, for the host's own stages, extractors and analyzers.</summary>
    public IReadOnlyDictionary<string, string> Custom { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);
}
