namespace DocProcessing.Extraction.Formats;

/// <summary>What all built-in extractors share: how they score, and whose fault it is when a parser throws.</summary>
internal abstract class FormatExtractor(ExtractionLimits limits, string name, params IReadOnlyList<string> contentTypes) : IContentExtractor
{
    public string Name => name;

    protected ExtractionLimits Limits => limits;

    public virtual int Score(string contentType, string fileName) => contentTypes.Contains(contentType, StringComparer.Ordinal) ? 10 : 0;

    public async Task ExtractAsync(ExtractionRequest document, IExtractionSink sink, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (document.Length == 0)
        {
            throw new DocumentRejectedException(RejectionReasons.Empty, "The document has no bytes.");
        }

        var output = new SectionWriter(sink, limits, cancellationToken);
        try
        {
            await ReadAsync(document, output, cancellationToken);
            await output.EndAsync();
        }
        catch (TextLimitReachedException)
        {
            return;
        }
        catch (Exception exception) when (exception != output.SinkFault && ParserFault.TryTranslate(exception) is { } rejection)
        {
            throw rejection;
        }

        if (!output.HasText)
        {
            TellNoText(output);
        }
    }

    /// <summary>Reads the document. What it throws, but for trouble with the machine, is the document's fault.</summary>
    protected abstract Task ReadAsync(ExtractionRequest document, SectionWriter output, CancellationToken cancellationToken);

    private static void TellNoText(SectionWriter output)
    {
        if (!output.HasOtherContent)
        {
            throw new DocumentRejectedException(RejectionReasons.Empty, "The document has no content.");
        }

        output.Warn("no_text", "The document has no text; its content may be pictures of text.");
    }
}
