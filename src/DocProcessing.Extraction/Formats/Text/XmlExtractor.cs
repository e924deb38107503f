using System.Xml;
using DocProcessing.Extraction.Text;

namespace DocProcessing.Extraction.Formats;

/// <summary>Reads the text of XML elements, a line for each that has some.</summary>
internal sealed class XmlExtractor(ExtractionLimits limits) : FormatExtractor(limits, "xml", "application/xml", "text/xml")
{
    public override int Score(string contentType, string fileName) =>
        base.Score(contentType, fileName) is var score and > 0 ? score : contentType.EndsWith("+xml", StringComparison.Ordinal) ? 1 : 0;

    protected override async Task ReadAsync(ExtractionRequest document, SectionWriter output, CancellationToken cancellationToken)
    {
        await using var stream = document.OpenRead();
        using var reader = SafeXml.Read(stream);
        var progress = new ByteProgress(stream, output);
        var block = new char[4096];
        await output.BeginAsync(SectionKind.Text);
        while (Read(reader))
        {
            if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA)
            {
                await SafeXml.AppendTextAsync(reader, output, block);
            }
            else if (reader.NodeType is XmlNodeType.Element or XmlNodeType.EndElement)
            {
                output.EndLine();
                output.HasOtherContent |= reader.HasAttributes;
                await output.DrainAsync();
                progress.Report();
            }
        }
    }

    private static bool Read(XmlReader reader)
    {
        try
        {
            return reader.Read();
        }
        catch (XmlException exception) when (reader.Settings is { DtdProcessing: DtdProcessing.Prohibit } && exception.Message.Contains("DTD", StringComparison.Ordinal))
        {
            throw new DocumentRejectedException(RejectionReasons.Damaged, "The document has a DOCTYPE, which is not read since it may name other files. Remove it.", exception);
        }
    }
}
