using System.Text;
using System.Text.RegularExpressions;
using System.Xml;

namespace DocProcessing.Extraction.Text;

/// <summary>XML readers that fetch nothing and expand nothing. They hold no tree, so depth costs a few bytes a level.</summary>
internal static partial class SafeXml
{
    /// <summary>Reads a document: a DOCTYPE is refused.</summary>
    public static XmlReader Read(Stream stream)
    {
        var start = new byte[256];
        var count = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        stream.Position = 0;

        // XmlReader itself knows Unicode and Latin 1 only, unless code pages are registered for the whole process.
        var declared = Declaration().Match(Encoding.ASCII.GetString(start, 0, count)).Groups[1].Value;
        var encoding = declared.StartsWith("UTF", StringComparison.OrdinalIgnoreCase) ? null : TextEncoding.ByName(declared);
        return encoding is null
            ? XmlReader.Create(stream, Settings(DtdProcessing.Prohibit))
            : XmlReader.Create(new StreamReader(stream, encoding), Settings(DtdProcessing.Prohibit));
    }

    /// <summary>Reads a part of an archive. Older EPUB files bear a DOCTYPE of their format; it is skipped, and an entity it would define is an error.</summary>
    public static XmlReader ReadPart(Stream stream) => XmlReader.Create(stream, Settings(DtdProcessing.Ignore));

    /// <summary>Passes a long text on in pieces.</summary>
    public static async ValueTask AppendTextAsync(XmlReader reader, SectionWriter output, char[] block)
    {
        if (!reader.CanReadValueChunk)
        {
            output.Append(reader.Value);
            return;
        }

        for (var count = reader.ReadValueChunk(block, 0, block.Length); count > 0; count = reader.ReadValueChunk(block, 0, block.Length))
        {
            output.Append(block.AsSpan(0, count));
            await output.DrainAsync();
        }
    }

    private static XmlReaderSettings Settings(DtdProcessing dtd) => new()
    {
        DtdProcessing = dtd,
        XmlResolver = null,
        CheckCharacters = false,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    [GeneratedRegex("""^<\?xml[^>]*\sencoding\s*=\s*["']([A-Za-z0-9._-]+)""")]
    private static partial Regex Declaration();
}
