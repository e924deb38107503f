namespace DocProcessing.Extraction.Formats;

/// <summary>Reads Rich Text Format as its characters come: no tree, no whole text.</summary>
internal sealed class RtfExtractor(ExtractionLimits limits) : FormatExtractor(limits, "rtf", "application/rtf", "text/rtf")
{
    protected override async Task ReadAsync(ExtractionRequest document, SectionWriter output, CancellationToken cancellationToken)
    {
        await using var stream = document.OpenRead();
        var tokens = new RtfTokens(stream);
        var text = new RtfText(output);
        await output.BeginAsync(SectionKind.Text);
        var first = true;
        for (var token = tokens.Next(); token.Kind != RtfTokenKind.End; token = tokens.Next())
        {
            if (first && token.Kind != RtfTokenKind.GroupStart)
            {
                throw new InvalidDataException("The text does not begin with a group.");
            }

            first = false;
            if (token is { Kind: RtfTokenKind.Control, Word: "bin", Parameter: > 0 and var length })
            {
                tokens.Skip(length);
            }
            else
            {
                text.Take(token);
            }

            await output.DrainAsync();
        }

        output.Describe(text.Metadata);
        if (!text.IsClosed)
        {
            throw new EndOfStreamException("The text ends within a group.");
        }
    }
}
