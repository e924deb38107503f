namespace DocProcessing;

/// <summary>Looks for malware in a document's bytes. All scanners run in validation; one that finds something rejects the document.</summary>
public interface IContentScanner
{
    /// <summary>Gets the scanner's name, for logs and messages.</summary>
    string Name { get; }

    /// <summary>Scans a document.</summary>
    /// <param name="content">The bytes, from the start; not seekable.</param>
    /// <param name="fileName">The document's name.</param>
    /// <param name="cancellationToken">The job is cancelled, out of time, or the host is shutting down.</param>
    /// <returns>The name of what was found, or <see langword="null"/> when the document is clean. An exception means that the scanner could not tell: the stage is retried.</returns>
    Task<string?> ScanAsync(Stream content, string fileName, CancellationToken cancellationToken);
}
