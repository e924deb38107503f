using System.Xml;
using DocProcessing.Extraction.Archives;
using DocProcessing.Extraction.Text;

namespace DocProcessing.Extraction.Formats;

/// <summary>An e-book's table of parts: its OPF file.</summary>
internal sealed record EpubPackage(DocumentMetadata Metadata, IReadOnlyList<string> Chapters)
{
    private const string FontObfuscation = "embedding";

    public static EpubPackage Read(LimitedArchive archive)
    {
        var path = FindPackage(archive);
        using var stream = archive.Open(path) ?? throw new InvalidDataException("The book has no package file.");
        using var reader = SafeXml.ReadPart(stream);
        var manifest = new Dictionary<string, string>(StringComparer.Ordinal);
        var spine = new List<string>();
        var facts = new Dictionary<string, string>(StringComparer.Ordinal);
        var authors = new List<string>();
        while (reader.Read())
        {
            if (reader.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            switch (reader.LocalName)
            {
                case "item" when reader.GetAttribute("id") is { } id && reader.GetAttribute("href") is { } href:
                    manifest[id] = Resolve(path, href);
                    break;
                case "itemref" when reader.GetAttribute("idref") is { } reference:
                    spine.Add(reference);
                    break;
                case "creator":
                    authors.Add(ReadShort(reader));
                    break;
                case "title" or "language" or "date" or "publisher" or "identifier":
                    var name = reader.LocalName;
                    facts.TryAdd(name, ReadShort(reader));
                    break;
            }
        }

        List<string> chapters = [.. spine.Where(manifest.ContainsKey).Select(id => manifest[id])];
        RefuseEncrypted(archive, chapters);
        return new EpubPackage(Describe(facts, authors), chapters);
    }

    private static DocumentMetadata Describe(Dictionary<string, string> facts, List<string> authors) => new()
    {
        Title = facts.GetValueOrDefault("title"),
        Language = facts.GetValueOrDefault("language"),
        CreatedAt = MetadataText.Date(facts.GetValueOrDefault("date")),
        Authors = authors,
        Custom = facts.Where(fact => fact.Key is "publisher" or "identifier").ToDictionary(),
    };

    private static string FindPackage(LimitedArchive archive)
    {
        using var stream = archive.Open("META-INF/container.xml") ?? throw new InvalidDataException("The book has no container file.");
        using var reader = SafeXml.ReadPart(stream);
        while (reader.Read())
        {
            if (reader.NodeType == XmlNodeType.Element && reader.LocalName == "rootfile" && reader.GetAttribute("full-path") is { } path)
            {
                return path;
            }
        }

        throw new InvalidDataException("The book's container names no package file.");
    }

    private static void RefuseEncrypted(LimitedArchive archive, List<string> chapters)
    {
        using var stream = archive.Open("META-INF/encryption.xml");
        if (stream is null)
        {
            return;
        }

        using var reader = SafeXml.ReadPart(stream);
        var harmless = false;
        while (reader.Read())
        {
            if (reader.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            harmless = reader.LocalName == "EncryptionMethod" ? reader.GetAttribute("Algorithm")?.Contains(FontObfuscation, StringComparison.Ordinal) == true : harmless;
            if (reader.LocalName == "CipherReference" && !harmless && chapters.Contains(reader.GetAttribute("URI") ?? ""))
            {
                throw new DocumentRejectedException(RejectionReasons.Encrypted, "The book is encrypted by a rights management system.");
            }
        }
    }

    private static string ReadShort(XmlReader reader)
    {
        using var content = reader.ReadSubtree();
        var text = new CleanText();
        while (content.Read())
        {
            if (content.NodeType is XmlNodeType.Text or XmlNodeType.CDATA && text.Length < 2000)
            {
                text.Append(content.Value);
            }
        }

        return text.TakeAll();
    }

    // Names are looked up in the archive and never on disk, so a path that climbs out finds nothing.
    private static string Resolve(string package, string href)
    {
        var parts = new List<string>(package.Split('/')[..^1]);
        foreach (var part in Uri.UnescapeDataString(href.Split('#')[0]).Split('/'))
        {
            if (part == "..")
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part is not ("" or "."))
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
    }
}
