namespace DocProcessing;

/// <summary>The slot for full-text search. Every call may throw <see cref="StateUnavailableException"/>.</summary>
public interface IDocumentIndex
{
    /// <summary>Indexes a document, in place of what was indexed for it before: searches see the old or the new, never both, never half.</summary>
    /// <param name="document">What is known of it.</param>
    /// <param name="sections">Its text, read once.</param>
    /// <param name="cancellationToken">Stops indexing; searches then see what they saw before.</param>
    /// <returns><see langword="false"/> when a newer lease (<see cref="IndexedDocument.Fence"/>) has indexed or deleted it: nothing changed.</returns>
    Task<bool> UpsertAsync(IndexedDocument document, IAsyncEnumerable<DocumentSection> sections, CancellationToken cancellationToken);

    /// <summary>Removes a document, and whatever an interrupted upsert left of it; an unknown one is no error.</summary>
    /// <param name="id">The document.</param>
    /// <param name="fence">The newest lease on its job: a late upsert under this lease, or an older one, does not bring the document back.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when no search finds it.</returns>
    Task DeleteAsync(DocumentId id, long fence, CancellationToken cancellationToken);

    /// <summary>Searches one owner's documents, the best first.</summary>
    /// <param name="query">What for.</param>
    /// <param name="cancellationToken">Stops searching.</param>
    /// <returns>One hit a document.</returns>
    Task<IReadOnlyList<SearchHit>> SearchAsync(SearchQuery query, CancellationToken cancellationToken);

    /// <summary>Counts the indexed documents.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The number of documents that a search can find.</returns>
    Task<long> CountAsync(CancellationToken cancellationToken);
}

/// <summary>A document to index.</summary>
/// <param name="Id">The document.</param>
/// <param name="Owner">The only user whose searches find it.</param>
/// <param name="FileName">Its name, found by searches too.</param>
/// <param name="Title">Its title, found by searches too.</param>
/// <param name="Fence">The number of the lease under which it is indexed.</param>
public sealed record IndexedDocument(DocumentId Id, string Owner, string FileName, string? Title, long Fence);

/// <summary>What to search for.</summary>
/// <param name="Owner">Whose documents.</param>
/// <param name="Text">
/// What the user typed: words that must all stand in one section, <c>"phrases in quotes"</c>, and beginnings with a star (<c>docu*</c>). Any other character divides words; none is an error.
/// </param>
/// <param name="Limit">The largest number of hits, from 1.</param>
/// <param name="Offset">How many hits to pass over.</param>
public sealed record SearchQuery(string Owner, string Text, int Limit = 20, int Offset = 0);

/// <summary>A document that was found.</summary>
/// <param name="DocumentId">The document.</param>
/// <param name="FileName">Its name.</param>
/// <param name="Score">How well it fits: higher is better; comparable within one answer only.</param>
/// <param name="Snippet">Text around the best find as plain text; found words stand between U+0002 and U+0003, which the text itself never holds.</param>
/// <param name="Page">The page of the best find, from 1, where the format has pages.</param>
public sealed record SearchHit(DocumentId DocumentId, string FileName, double Score, string Snippet, int? Page)
{
    /// <summary>Stands before a found word in <see cref="Snippet"/>.</summary>
    public const char HighlightStart = '\u0002';

    /// <summary>Stands after a found word in <see cref="Snippet"/>.</summary>
    public const char HighlightEnd = '\u0003';
}
