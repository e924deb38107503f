namespace DocProcessing.EndToEnd.Documents;

/// <summary>The six documents of everyday life.</summary>
internal static class Samples
{
    private const string OpenXml = "application/vnd.openxmlformats-officedocument.";

    public static readonly SampleDocument[] All =
    [
        new("report.pdf", "application/pdf", "the heron counts its tides", "The Harbour Report", 30),
        new("report.docx", $"{OpenXml}wordprocessingml.document", "the lantern keeps a second ledger", "The Harbour Report", 30),
        new("slides.pptx", $"{OpenXml}presentationml.presentation", "the marble newt opens the lock", "Slides of the lock", 3),
        new("table.xlsx", $"{OpenXml}spreadsheetml.sheet", "the amber crane sums the columns", "Table of levels", 2),
        new("page.html", "text/html", "the copper otter signs the register", "Tide tables & notices", null),
        new("mail.eml", "message/rfc822", "the pelican stamps each invoice", "Tide tables für März", null),
    ];
}
