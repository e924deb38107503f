namespace DocProcessing.Core.Tests.Engine;

/// <summary>Reads a text file line by line: the simplest extractor that is real.</summary>
internal sealed class LineExtractor : IContentExtractor
{
    public string Name => "lines";

    public int Score(string contentType, string fileName) => contentType is "text/plain" or "application/pdf" ? 10 : 0;

    public async Task ExtractAsync(ExtractionRequest document, IExtractionSink sink, CancellationToken cancellationToken)
    {
        await using var stream = document.OpenRead();
        using var reader = new StreamReader(stream);
        for (var number = 1; await reader.ReadLineAsync(cancellationToken) is { } line; number++)
        {
            await sink.WriteAsync(new DocumentSection(SectionKind.Text, number, line), cancellationToken);
        }

        sink.Describe(new DocumentMetadata { Authors = ["A. Writer"] });
    }
}
