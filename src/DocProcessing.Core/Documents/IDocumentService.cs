namespace DocProcessing;

/// <summary>Gives documents and what was found in them to their owners.</summary>
/// <remarks>Every member throws <see cref="DocumentProcessingException"/> with <see cref="ErrorCodes.DocumentNotFound"/> for a document that is unknown, deleted or another user's.</remarks>
public interface IDocumentService
{
    /// <summary>Finds a document.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="id">The document.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Its job, which holds all that is known of it.</returns>
    Task<Job> GetAsync(Caller caller, DocumentId id, CancellationToken cancellationToken);

    /// <summary>Tells of the document's bytes without opening them, and so without a trace in the audit trail.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="id">The document; <see cref="ErrorCodes.DocumentNotReady"/> before its upload is complete.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>What storage knows of the object.</returns>
    Task<StoredContent> FindContentAsync(Caller caller, DocumentId id, CancellationToken cancellationToken);

    /// <summary>Opens the document's bytes. The audit trail tells of it when they are read from their start.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="id">The document.</param>
    /// <param name="range">The bytes to read; <see langword="null"/> for all.</param>
    /// <param name="cancellationToken">Stops waiting for the first byte.</param>
    /// <returns>The bytes, and what storage knows of the object; the caller disposes it.</returns>
    Task<DocumentContent> OpenContentAsync(Caller caller, DocumentId id, ByteRange? range, CancellationToken cancellationToken);

    /// <summary>Makes a link by which the caller reads the document's bytes from the store itself, where this host offers that. The audit trail tells of it.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="id">The document; <see cref="ErrorCodes.DocumentNotReady"/> before its upload is complete.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The request; <see cref="ErrorCodes.LinksNotOffered"/> where there is none.</returns>
    Task<DirectRequest> LinkContentAsync(Caller caller, DocumentId id, CancellationToken cancellationToken);

    /// <summary>Reads the extracted text as a stream of sections.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="id">The document; <see cref="ErrorCodes.DocumentNotReady"/> before its extraction.</param>
    /// <param name="cancellationToken">Stops waiting for the first section.</param>
    /// <returns>The sections in order.</returns>
    Task<IAsyncEnumerable<DocumentSection>> ReadTextAsync(Caller caller, DocumentId id, CancellationToken cancellationToken);

    /// <summary>Reads the facts that were found.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="id">The document; <see cref="ErrorCodes.DocumentNotReady"/> before its analysis.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The facts.</returns>
    Task<DocumentAnalysis> GetAnalysisAsync(Caller caller, DocumentId id, CancellationToken cancellationToken);

    /// <summary>Deletes a document with its bytes, artifacts, index entry, job and history. A running job is refused: cancel it first.</summary>
    /// <param name="caller">Who deletes.</param>
    /// <param name="id">The document.</param>
    /// <param name="cancellationToken">Stops waiting. The document may be gone.</param>
    /// <returns>A task that ends when all is gone.</returns>
    Task DeleteAsync(Caller caller, DocumentId id, CancellationToken cancellationToken);

    /// <summary>Searches the caller's own documents.</summary>
    /// <param name="caller">Who searches.</param>
    /// <param name="text">What for, as in <see cref="SearchQuery.Text"/>.</param>
    /// <param name="limit">The largest number of hits, from 1.</param>
    /// <param name="offset">How many hits to pass over.</param>
    /// <param name="cancellationToken">Stops searching.</param>
    /// <returns>The hits, the best first.</returns>
    Task<IReadOnlyList<SearchHit>> SearchAsync(Caller caller, string text, int limit, int offset, CancellationToken cancellationToken);
}

/// <summary>A document's bytes, as storage has them.</summary>
/// <param name="Stored">The whole object.</param>
/// <param name="Job">The document's job.</param>
public sealed record StoredContent(StoredObject Stored, Job Job);

/// <summary>A document's bytes.</summary>
/// <param name="Content">The bytes that were asked for.</param>
/// <param name="Stored">The whole object.</param>
/// <param name="Job">The document's job.</param>
public sealed record DocumentContent(Stream Content, StoredObject Stored, Job Job) : IAsyncDisposable
{
    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}
