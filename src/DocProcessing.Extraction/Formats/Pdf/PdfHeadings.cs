using UglyToad.PdfPig;
using UglyToad.PdfPig.Outline;

namespace DocProcessing.Extraction.Formats;

/// <summary>The outline's first entry for each page.</summary>
internal sealed class PdfHeadings
{
    private readonly Dictionary<int, (string Title, int Level)> _byPage = [];

    private PdfHeadings()
    {
    }

    public static PdfHeadings Read(PdfDocument pdf)
    {
        var headings = new PdfHeadings();
        if (pdf.TryGetBookmarks(out var bookmarks))
        {
            foreach (var bookmark in bookmarks.GetNodes().OfType<DocumentBookmarkNode>())
            {
                headings._byPage.TryAdd(bookmark.PageNumber, (bookmark.Title, bookmark.Level + 1));
            }
        }

        return headings;
    }

    public (string? Title, int Level) Of(int page) => _byPage.TryGetValue(page, out var heading) ? heading : (null, 0);
}
