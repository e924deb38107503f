namespace DocProcessing.Extraction.Isolation;

/// <summary>Scores like the extractor it stands for, and has a child process do the reading.</summary>
internal sealed class IsolatedExtractor(IContentExtractor inner, ExtractionProcessPool pool) : IContentExtractor
{
    public string Name => inner.Name;

    public int Score(string contentType, string fileName) => inner.Score(contentType, fileName);

    public Task ExtractAsync(ExtractionRequest document, IExtractionSink sink, CancellationToken cancellationToken) =>
        pool.ExtractAsync(inner.Name, document, sink, cancellationToken);
}
