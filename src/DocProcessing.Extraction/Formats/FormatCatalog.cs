namespace DocProcessing.Extraction.Formats;

/// <summary>The built-in extractors.</summary>
internal static class FormatCatalog
{
    /// <summary>Makes those whose parsers are complex enough to crash, hang or swallow memory.</summary>
    public static IReadOnlyList<IContentExtractor> Complex(ExtractionLimits limits) =>
    [
        new PdfExtractor(limits),
        new WordExtractor(limits),
        new PowerPointExtractor(limits),
        new ExcelExtractor(limits),
        new HtmlExtractor(limits),
        new MailExtractor(limits),
        new MarkdownExtractor(limits),
        new EpubExtractor(limits),
        new OpenDocumentExtractor(limits),
        new RtfExtractor(limits),
    ];

    /// <summary>Makes those that stream with constant memory by construction.</summary>
    public static IReadOnlyList<IContentExtractor> Streamed(ExtractionLimits limits) =>
    [
        new CsvExtractor(limits),
        new JsonExtractor(limits),
        new XmlExtractor(limits),
        new PlainTextExtractor(limits),
    ];
}
