using DocProcessing.Extraction.Text;

namespace DocProcessing.Extraction.Formats;

/// <summary>Reads rows of separated values, and passes each character on at once: a quote that is never closed costs no memory.</summary>
internal sealed class CsvExtractor(ExtractionLimits limits) : FormatExtractor(limits, "csv", "text/csv", "text/tab-separated-values", "application/csv")
{
    protected override async Task ReadAsync(ExtractionRequest document, SectionWriter output, CancellationToken cancellationToken)
    {
        await using var stream = document.OpenRead();
        using var reader = new StreamReader(stream, TextEncoding.Detect(stream, cancellationToken), detectEncodingFromByteOrderMarks: false, bufferSize: 16 * 1024);
        var progress = new ByteProgress(stream, output);
        var block = new char[16 * 1024];
        var count = reader.ReadBlock(block);
        var rows = new CsvRows(CsvDelimiter.Guess(block.AsSpan(0, count)), output);
        output.Describe(new DocumentMetadata { PageCount = 1 });
        await output.BeginAsync(SectionKind.Sheet, page: 1);
        while (count > 0)
        {
            rows.Append(block.AsSpan(0, count));
            await output.DrainAsync();
            progress.Report();
            count = reader.ReadBlock(block);
        }
    }
}
