namespace DocProcessing.Extraction.Tests;

/// <summary>The documents under <c>tests/documents</c>, as copied beside the tests.</summary>
internal static class Samples
{
    public const string Pdf = "application/pdf";
    public const string Docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    public const string Pptx = "application/vnd.openxmlformats-officedocument.presentationml.presentation";
    public const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    public const string Odt = "application/vnd.oasis.opendocument.text";
    public const string Ods = "application/vnd.oasis.opendocument.spreadsheet";
    public const string Odp = "application/vnd.oasis.opendocument.presentation";

    /// <summary>Gets each readable sample: its file, type and phrase.</summary>
    public static IReadOnlyList<(string File, string Type, string Phrase)> All { get; } =
    [
        ("report.pdf", Pdf, "the heron counts its tides"),
        ("report.docx", Docx, "the lantern keeps a second ledger"),
        ("slides.pptx", Pptx, "the marble newt opens the lock"),
        ("table.xlsx", Xlsx, "the amber crane sums the columns"),
        ("page.html", "text/html", "the copper otter signs the register"),
        ("mail.eml", "message/rfc822", "the pelican stamps each invoice"),
        ("notes.md", "text/markdown", "the quiet weir weighs its water"),
        ("book.epub", "application/epub+zip", "the violet toad wound the clock"),
        ("letter.odt", Odt, "der Kranich prüft die Schleuse"),
        ("table.ods", Ods, "the amber crane sums the columns"),
        ("slides.odp", Odp, "the marble newt opens the lock"),
        ("memo.rtf", "application/rtf", "le phare recopie ses marées"),
        ("data.csv", "text/csv", "the \"brass plover\" reads the meter twice"),
        ("data.json", "application/json", "the silver eel files its papers"),
        ("data.xml", "application/xml", "the tin swan <audits> the dock"),
        ("latin1.txt", "text/plain", "Die Straße gehört den Händlern"),
        ("utf16.txt", "text/plain", "Le cormoran relit son bail"),
        ("shift_jis.txt", "text/plain", "白鷺は潮の満ち引きを数える"),
    ];

    public static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "documents", file);
}
