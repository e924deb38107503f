using System.IO.Compression;
using System.Text;

namespace DocProcessing.EndToEnd.Documents;

/// <summary>Files made for a test: most of them to harm whoever opens them.</summary>
internal static class MadeFiles
{
    private const string ContentTypes =
        """<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>""";

    private const string Relations =
        """<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>""";

    private const string DocumentStart = """<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>""";

    private const string DocumentEnd = "</w:t></w:r></w:p></w:body></w:document>";

    /// <summary>Makes a Word file of some kilobytes that unpacks to this many bytes.</summary>
    public static byte[] ZipBomb(long unpacked)
    {
        var block = Encoding.UTF8.GetBytes(new string('a', 1 << 20));
        return Docx(document =>
        {
            for (var written = 0L; written < unpacked; written += block.Length)
            {
                document.Write(block);
            }
        });
    }

    /// <summary>Makes a sound Word file with this text, and with a picture of so many bytes that takes its time to be checked.</summary>
    public static byte[] Docx(string text, int pictureBytes = 0) => Docx(document => document.Write(Encoding.UTF8.GetBytes(text)), pictureBytes);

    /// <summary>Makes XML that asks its reader for a file, and for a thousand million lols.</summary>
    public static byte[] ExternalEntities(string path) => Encoding.UTF8.GetBytes(
        $"""
         <?xml version="1.0"?>
         <!DOCTYPE log [
           <!ENTITY file SYSTEM "file://{path}">
           <!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
           <!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;"><!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;">
           <!ENTITY g "&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;"><!ENTITY h "&g;&g;&g;&g;&g;&g;&g;&g;&g;&g;"><!ENTITY i "&h;&h;&h;&h;&h;&h;&h;&h;&h;&h;">
         ]>
         <log><entry>&file;</entry><entry>&i;</entry></log>
         """);

    public static byte[] NestedHtml(int depth)
    {
        var html = new StringBuilder("<html><body>");
        html.Insert(html.Length, "<div>", depth).Append("the deepest word");
        html.Insert(html.Length, "</div>", depth).Append("</body></html>");
        return Encoding.UTF8.GetBytes(html.ToString());
    }

    private static byte[] Docx(Action<Stream> write, int pictureBytes = 0)
    {
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(archive, "[Content_Types].xml", stream => stream.Write(Encoding.UTF8.GetBytes(ContentTypes)));
            Add(archive, "_rels/.rels", stream => stream.Write(Encoding.UTF8.GetBytes(Relations)));
            Add(archive, "word/document.xml", stream =>
            {
                stream.Write(Encoding.UTF8.GetBytes(DocumentStart));
                write(stream);
                stream.Write(Encoding.UTF8.GetBytes(DocumentEnd));
            });
            if (pictureBytes > 0)
            {
                var picture = new byte[pictureBytes];
                new Random(pictureBytes).NextBytes(picture);
                Add(archive, "word/media/picture.png", stream => stream.Write(picture));
            }
        }

        return file.ToArray();
    }

    private static void Add(ZipArchive archive, string name, Action<Stream> write)
    {
        using var entry = archive.CreateEntry(name, CompressionLevel.Optimal).Open();
        write(entry);
    }
}
