using System.Xml;
using DocProcessing.Extraction.Text;
using DocumentFormat.OpenXml.Experimental;
using DocumentFormat.OpenXml.Packaging;

namespace DocProcessing.Extraction.Formats;

/// <summary>What a package says of itself (ECMA-376 part 2, 11).</summary>
/// <remarks>
/// Found by its content type rather than through the package's own properties: those follow one relationship type, and LibreOffice writes another
/// (<c>officedocument</c> for <c>package</c>), which would leave its documents without title and author.
/// </remarks>
internal static class CoreProperties
{
    private const string ContentType = "application/vnd.openxmlformats-package.core-properties+xml";

    public static DocumentMetadata Read(OpenXmlPackage package, int? pages)
    {
        var facts = ReadFacts(package);
        return new DocumentMetadata
        {
            Title = facts.GetValueOrDefault("title"),
            Authors = MetadataText.Authors(facts.GetValueOrDefault("creator")),
            CreatedAt = MetadataText.Date(facts.GetValueOrDefault("created")),
            ModifiedAt = MetadataText.Date(facts.GetValueOrDefault("modified")),
            Language = facts.GetValueOrDefault("language"),
            PageCount = pages > 0 ? pages : null,
            Custom = facts.Where(fact => fact.Key is "subject" or "keywords" or "category" or "description").ToDictionary(),
        };
    }

    private static Dictionary<string, string> ReadFacts(OpenXmlPackage package)
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal);
        var part = package.GetPackage().GetParts().FirstOrDefault(candidate => candidate.ContentType == ContentType);
        if (part is null)
        {
            return facts;
        }

        using var stream = part.GetStream(FileMode.Open, FileAccess.Read);
        using var reader = SafeXml.ReadPart(stream);
        var element = "";
        while (reader.Read())
        {
            if (reader.NodeType == XmlNodeType.Element)
            {
                element = reader.LocalName;
            }
            else if (reader.NodeType == XmlNodeType.Text)
            {
                facts.TryAdd(element, reader.Value);
            }
        }

        return facts;
    }
}
