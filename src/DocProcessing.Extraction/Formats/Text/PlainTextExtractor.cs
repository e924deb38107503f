using DocProcessing.Extraction.Text;

namespace DocProcessing.Extraction.Formats;

/// <summary>Reads plain text in any common encoding, block by block.</summary>
internal sealed class PlainTextExtractor(ExtractionLimits limits) : FormatExtractor(limits, "text", "text/plain")
{
    public override int Score(string contentType, string fileName) =>
        base.Score(contentType, fileName) is var score and > 0 ? score : contentType.StartsWith("text/", StringComparison.Ordinal) ? 1 : 0;

    protected override async Task ReadAsync(ExtractionRequest document, SectionWriter output, CancellationToken cancellationToken)
    {
        await using var stream = document.OpenRead();
        using var reader = new StreamReader(stream, TextEncoding.Detect(stream, cancellationToken), detectEncodingFromByteOrderMarks: false, bufferSize: 16 * 1024);
        var progress = new ByteProgress(stream, output);
        var block = new char[16 * 1024];
        await output.BeginAsync(SectionKind.Text);
        for (var count = reader.Read(block); count > 0; count = reader.Read(block))
        {
            output.Append(block.AsSpan(0, count));
            await output.DrainAsync();
            progress.Report();
        }
    }
}
