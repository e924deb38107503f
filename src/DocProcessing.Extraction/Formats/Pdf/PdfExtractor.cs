using UglyToad.PdfPig;
using UglyToad.PdfPig.DocumentLayoutAnalysis.TextExtractor;
using UglyToad.PdfPig.Exceptions;

namespace DocProcessing.Extraction.Formats;

/// <summary>Reads PDF page by page.</summary>
internal sealed class PdfExtractor(ExtractionLimits limits) : FormatExtractor(limits, "pdf", "application/pdf")
{
    /// <summary>The parser keeps what pages share, such as fonts. A document of many fonts is opened anew now and then to be rid of them.</summary>
    private const int PagesPerOpening = 500;

    protected override async Task ReadAsync(ExtractionRequest document, SectionWriter output, CancellationToken cancellationToken)
    {
        var next = 1;
        for (var total = 1; next <= total;)
        {
            using var stream = document.OpenRead();
            using var pdf = Open(stream);
            total = Math.Min(pdf.NumberOfPages, document.Options.MaxPages ?? int.MaxValue);
            output.HasOtherContent = total > 0;
            if (next == 1)
            {
                output.Describe(PdfMetadata.Read(pdf));
                WarnOmitted(total, pdf.NumberOfPages, output);
            }

            var headings = PdfHeadings.Read(pdf);
            for (var last = Math.Min(total, next + PagesPerOpening - 1); next <= last; next++)
            {
                await WritePageAsync(pdf, next, headings, output);
                output.Report(next, total, "page");
            }
        }
    }

    private static PdfDocument Open(Stream stream)
    {
        try
        {
            return PdfDocument.Open(stream, new ParsingOptions { UseLenientParsing = true, SkipMissingFonts = true });
        }
        catch (PdfDocumentEncryptedException exception)
        {
            throw new DocumentRejectedException(RejectionReasons.Encrypted, "The document needs a password.", exception);
        }
    }

    private static async Task WritePageAsync(PdfDocument pdf, int number, PdfHeadings headings, SectionWriter output)
    {
        var (heading, level) = headings.Of(number);
        var text = ContentOrderTextExtractor.GetText(pdf.GetPage(number), addDoubleNewline: true);
        if (!string.IsNullOrWhiteSpace(text))
        {
            await output.BeginAsync(SectionKind.Page, heading, level, number);
            output.Append(text);
            await output.EndAsync();
        }
    }

    private static void WarnOmitted(int read, int total, SectionWriter output)
    {
        if (read < total)
        {
            output.Warn("pages_omitted", $"Only the first {read} of {total} pages were read, as asked.");
        }
    }
}
