using System.IO.Compression;
using System.Text;
using DocProcessing.Validation;

namespace DocProcessing.Core.Tests.Validation;

public sealed class ContentTypeDetectorTests
{
    [Theory]
    [InlineData("%PDF-1.7\n", "x.docx", "application/pdf")]
    [InlineData("junk before\n%PDF-1.4", "x", "application/pdf")]
    [InlineData("{\\rtf1 hello}", "x", "application/rtf")]
    [InlineData("<!DOCTYPE html><p>x", "x", "text/html")]
    [InlineData("  <HTML><body>", "x", "text/html")]
    [InlineData("<?xml version=\"1.0\"?><a/>", "x", "application/xml")]
    [InlineData("From: a@example.org\r\nSubject: Hi\r\n\r\nBody", "x", "message/rfc822")]
    [InlineData("a,b\n1,2", "x.csv", "text/csv")]
    [InlineData("# Title", "x.md", "text/markdown")]
    [InlineData("From: is a preposition", "x.txt", "text/plain")]
    [InlineData("Grüße", "x", "text/plain")]
    public void Text_formats_are_told_by_content_first_and_by_name_second(string content, string name, string expected) =>
        Assert.Equal(expected, ContentTypeDetector.Detect(new MemoryStream(Encoding.UTF8.GetBytes(content)), ContentTypes.Unknown, name));

    [Fact]
    public void Utf_16_without_a_mark_is_text() =>
        Assert.Equal("text/plain", ContentTypeDetector.Detect(new MemoryStream(Encoding.Unicode.GetBytes("Plain words in two bytes each")), ContentTypes.Unknown, "x"));

    [Fact]
    public void Random_bytes_are_no_known_type()
    {
        var bytes = new byte[5000];
        new Random(1).NextBytes(bytes);

        Assert.Equal(ContentTypes.Unknown, ContentTypeDetector.Detect(new MemoryStream(bytes), "text/plain", "x.txt"));
    }

    [Theory]
    [InlineData("word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")]
    [InlineData("ppt/presentation.xml", "application/vnd.openxmlformats-officedocument.presentationml.presentation")]
    [InlineData("xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")]
    [InlineData("other/file.bin", "application/zip")]
    public void Office_documents_are_told_by_their_parts(string part, string expected) =>
        Assert.Equal(expected, ContentTypeDetector.Detect(Zip(("[Content_Types].xml", "<Types/>"u8.ToArray()), (part, "x"u8.ToArray())), ContentTypes.Unknown, "x.bin"));

    [Fact]
    public void A_mimetype_entry_names_the_type() =>
        Assert.Equal("application/epub+zip", ContentTypeDetector.Detect(Zip(("mimetype", "application/epub+zip"u8.ToArray())), ContentTypes.Unknown, "x"));

    [Fact]
    public void An_archive_that_was_cut_off_is_damaged()
    {
        var whole = Zip(("[Content_Types].xml", new byte[1000])).ToArray();

        var rejection = Assert.Throws<DocumentRejectedException>(
            () => ContentTypeDetector.Detect(new MemoryStream(whole[..^30]), ContentTypes.Unknown, "x"));
        Assert.Equal(RejectionReasons.Damaged, rejection.Code);
    }

    [Fact]
    public void An_archive_of_zeros_is_a_bomb_and_a_document_is_not()
    {
        var inspector = new ArchiveInspector(new ValidationOptions());

        var rejection = Assert.Throws<DocumentRejectedException>(
            () => inspector.Inspect(Zip(("zeros", new byte[40 << 20])), _ => { }, TestContext.Current.CancellationToken));
        Assert.Equal(RejectionReasons.ArchiveBomb, rejection.Code);
        inspector.Inspect(Zip(("small", new byte[1 << 20])), _ => { }, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void An_archive_that_lies_about_its_size_unpacks_to_no_more_than_it_says()
    {
        var zip = Zip(("zeros", new byte[40 << 20])).ToArray();

        // The unpacked size stands in the central directory at offset 24 of the entry (APPNOTE 4.3.12).
        var directory = zip.AsSpan().LastIndexOf("PK\x01\x02"u8);
        BitConverter.TryWriteBytes(zip.AsSpan(directory + 24), 1000u);

        // What the inspector lets pass, a parser on the same platform sees too: it must be no bomb there either.
        new ArchiveInspector(new ValidationOptions()).Inspect(new MemoryStream(zip), _ => { }, TestContext.Current.CancellationToken);
        using var archive = new ZipArchive(new MemoryStream(zip));
        using var unpacked = new MemoryStream();
        using (var entry = archive.Entries[0].Open())
        {
            entry.CopyTo(unpacked);
        }

        Assert.InRange(unpacked.Length, 0, 1000);
    }

    private static MemoryStream Zip(params (string Name, byte[] Content)[] entries)
    {
        var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        stream.Position = 0;
        return stream;
    }
}
