namespace DocProcessing;

/// <summary>Reads the text of documents of some types. The one that scores highest for a document gets it.</summary>
/// <remarks>
/// Throw <see cref="DocumentRejectedException"/> for what is the document's fault (<see cref="RejectionReasons.Encrypted"/>,
/// <see cref="RejectionReasons.Damaged"/>, <see cref="RejectionReasons.Empty"/>); anything else is retried.
/// </remarks>
public interface IContentExtractor
{
    /// <summary>Gets the extractor's name, for logs and warnings.</summary>
    string Name { get; }

    /// <summary>Says how well this extractor suits a document.</summary>
    /// <param name="contentType">The media type found in the content, without parameters, in lower case.</param>
    /// <param name="fileName">The document's name.</param>
    /// <returns>0 to decline; built-in extractors answer 10 for a type that they know and 1 for a guess.</returns>
    int Score(string contentType, string fileName);

    /// <summary>Reads the document and writes its sections to the sink as they come: never the whole text at once.</summary>
    /// <param name="document">The document.</param>
    /// <param name="sink">Takes what is found.</param>
    /// <param name="cancellationToken">The job is cancelled, out of time, or the host is shutting down.</param>
    /// <returns>A task that ends when all is written.</returns>
    Task ExtractAsync(ExtractionRequest document, IExtractionSink sink, CancellationToken cancellationToken);
}

/// <summary>A document to read.</summary>
/// <param name="Path">A local file with its bytes. Read it, never write it.</param>
/// <param name="Length">Its size in bytes.</param>
/// <param name="ContentType">The media type found in the content.</param>
/// <param name="FileName">The document's name, as a hint only: never a path.</param>
/// <param name="Options">What the client asked for.</param>
public sealed record ExtractionRequest(string Path, long Length, string ContentType, string FileName, ProcessingOptions Options)
{
    /// <summary>Opens the bytes.</summary>
    /// <returns>A seekable stream; the caller disposes it.</returns>
    public FileStream OpenRead() => new(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 64 * 1024);
}

/// <summary>Takes what an extractor finds. Not for concurrent use.</summary>
public interface IExtractionSink
{
    /// <summary>Writes the next section.</summary>
    /// <param name="section">The section.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when the sink can take more.</returns>
    ValueTask WriteAsync(DocumentSection section, CancellationToken cancellationToken);

    /// <summary>Says what the document says of itself; a later call replaces an earlier one.</summary>
    /// <param name="metadata">The metadata.</param>
    void Describe(DocumentMetadata metadata);

    /// <summary>Says how far the extractor is.</summary>
    /// <param name="done">Units done, such as pages.</param>
    /// <param name="total">Units in all; 0 when unknown.</param>
    /// <param name="unit">What is counted, in the singular, such as <c>page</c>.</param>
    void Report(long done, long total, string unit);

    /// <summary>Notes something that is not an error; it becomes a warning of the job.</summary>
    /// <param name="code">A stable code, such as <c>no_text</c>.</param>
    /// <param name="message">What was noticed, for the document's owner.</param>
    void Warn(string code, string message);
}
