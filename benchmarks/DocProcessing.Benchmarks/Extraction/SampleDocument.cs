namespace DocProcessing.Benchmarks.Extraction;

/// <summary>A document of <c>tests/documents</c>.</summary>
public sealed record SampleDocument(string File, string ContentType)
{
    private const string Office = "application/vnd.openxmlformats-officedocument.";
    private const string OpenDocument = "application/vnd.oasis.opendocument.";

    public static SampleDocument Pdf { get; } = new("report.pdf", "application/pdf");

    /// <summary>Gets those whose parsers run in child processes.</summary>
    public static IReadOnlyList<SampleDocument> Complex { get; } =
    [
        Pdf,
        new("report.docx", Office + "wordprocessingml.document"),
        new("slides.pptx", Office + "presentationml.presentation"),
        new("table.xlsx", Office + "spreadsheetml.sheet"),
        new("page.html", "text/html"),
        new("mail.eml", "message/rfc822"),
        new("notes.md", "text/markdown"),
        new("book.epub", "application/epub+zip"),
        new("letter.odt", OpenDocument + "text"),
        new("table.ods", OpenDocument + "spreadsheet"),
        new("slides.odp", OpenDocument + "presentation"),
        new("memo.rtf", "application/rtf"),
    ];

    /// <summary>Gets those that are always read in the host's process.</summary>
    public static IReadOnlyList<SampleDocument> Streamed { get; } =
    [
        new("data.csv", "text/csv"),
        new("data.json", "application/json"),
        new("data.xml", "application/xml"),
        new("latin1.txt", "text/plain"),
    ];

    public string Path => System.IO.Path.Combine(AppContext.BaseDirectory, "documents", File);

    public override string ToString() => File;
}
