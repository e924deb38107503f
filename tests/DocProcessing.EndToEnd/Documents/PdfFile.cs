using System.Globalization;
using System.Text;

namespace DocProcessing.EndToEnd.Documents;

/// <summary>Writes PDF files with real text on each page, by ISO 32000-1, without compression.</summary>
internal static class PdfFile
{
    private const int FirstPageObject = 4;
    private const int LinesPerPage = 40;

    public static byte[] Bytes(int pages, int seed, string? marker = null)
    {
        using var file = new MemoryStream();
        Write(file, pages, seed, marker);
        return file.ToArray();
    }

    /// <summary>Writes a document; the marker stands on its middle page.</summary>
    public static void Write(Stream file, int pages, int seed, string? marker = null)
    {
        var offsets = new List<long>();
        Put(file, "%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3\n");
        Begin(file, offsets, "<< /Type /Catalog /Pages 2 0 R >>");
        var kids = string.Join(' ', Enumerable.Range(0, pages).Select(page => $"{FirstPageObject + (2 * page)} 0 R"));
        Begin(file, offsets, $"<< /Type /Pages /Count {pages} /Kids [{kids}] >>");
        Begin(file, offsets, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>");
        for (var page = 0; page < pages; page++)
        {
            var content = Page(page, seed, page == pages / 2 ? marker : null);
            Begin(file, offsets, $"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents {FirstPageObject + (2 * page) + 1} 0 R >>");
            Begin(file, offsets, $"<< /Length {content.Length} >>\nstream\n{content}\nendstream");
        }

        var table = file.Position;
        Put(file, $"xref\n0 {offsets.Count + 1}\n0000000000 65535 f \n");
        foreach (var offset in offsets)
        {
            Put(file, string.Create(CultureInfo.InvariantCulture, $"{offset:0000000000} 00000 n \n"));
        }

        Put(file, $"trailer\n<< /Size {offsets.Count + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
    }

    private static string Page(int page, int seed, string? marker)
    {
        var content = new StringBuilder("BT /F1 11 Tf 14 TL 50 790 Td\n");
        content.Append(CultureInfo.InvariantCulture, $"(Page {page + 1}) Tj T*\n");
        if (marker is not null)
        {
            content.Append(CultureInfo.InvariantCulture, $"(The mark of this document is {marker}.) Tj T*\n");
        }

        var lines = Prose.Text(seed + page, LinesPerPage * 80).Replace('\n', ' ').Chunk(80).Take(LinesPerPage);
        foreach (var line in lines)
        {
            content.Append('(').Append(line).Append(") Tj T*\n");
        }

        return content.Append("ET").ToString();
    }

    private static void Begin(Stream file, List<long> offsets, string body)
    {
        offsets.Add(file.Position);
        Put(file, $"{offsets.Count} 0 obj\n{body}\nendobj\n");
    }

    private static void Put(Stream file, string text) => file.Write(Encoding.Latin1.GetBytes(text));
}
