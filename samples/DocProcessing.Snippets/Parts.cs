namespace DocProcessing.Snippets.Parts;

internal sealed class DrawingExtractor : IContentExtractor
{
    public string Name => "drawing";

    public int Score(string contentType, string fileName) => contentType == "image/vnd.dxf" ? 10 : 0;

    public async Task ExtractAsync(ExtractionRequest document, IExtractionSink sink, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(document.OpenRead());
        for (var number = 1; await reader.ReadLineAsync(cancellationToken) is { } line; number++)
        {
            await sink.WriteAsync(new DocumentSection(SectionKind.Text, number, line), cancellationToken);
        }
    }
}

internal sealed class AmountAnalyzer : IDocumentAnalyzer
{
    public string Name => "amount";

    public async Task<DocumentAnalysis> AnalyzeAsync(AnalysisRequest document, DocumentAnalysis found, CancellationToken cancellationToken)
    {
        var amounts = 0;
        await foreach (var section in document.ReadSections(cancellationToken))
        {
            amounts += section.Text.Count(character => character == '€');
        }

        return found with { Custom = new Dictionary<string, string>(found.Custom) { ["amounts"] = $"{amounts}" } };
    }
}

internal sealed class HouseScanner : IContentScanner
{
    public string Name => "house";

    public async Task<string?> ScanAsync(Stream content, string fileName, CancellationToken cancellationToken)
    {
        var mark = new byte[2];
        var read = await content.ReadAtLeastAsync(mark, mark.Length, throwOnEndOfStream: false, cancellationToken);
        return read == mark.Length && mark is [(byte)'M', (byte)'Z'] ? "a Windows program" : null;
    }
}

internal sealed class WebHookSink(HttpClient client) : INotificationSink
{
    public async Task SendAsync(Notification notification, CancellationToken cancellationToken)
    {
        using var answer = await client.PostAsJsonAsync("https://example.org/hook", notification, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }
}
