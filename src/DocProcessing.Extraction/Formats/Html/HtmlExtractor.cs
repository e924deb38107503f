using AngleSharp.Text;
using DocProcessing.Extraction.Text;

namespace DocProcessing.Extraction.Formats;

/// <summary>Reads web pages.</summary>
internal sealed class HtmlExtractor(ExtractionLimits limits) : FormatExtractor(limits, "html", "text/html", "application/xhtml+xml")
{
    protected override async Task ReadAsync(ExtractionRequest document, SectionWriter output, CancellationToken cancellationToken)
    {
        using var source = new TextSource(await MarkupFile.ReadAsync(document, Limits, HtmlCharset.Declared, cancellationToken));
        var html = new HtmlText(output);
        await output.BeginAsync(SectionKind.Text);
        await html.ReadAsync(source);
        output.Describe(html.Metadata.ToMetadata());
    }
}
