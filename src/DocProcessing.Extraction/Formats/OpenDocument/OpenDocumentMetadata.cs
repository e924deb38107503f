using System.Globalization;
using System.Xml;
using DocProcessing.Extraction.Archives;
using DocProcessing.Extraction.Text;

namespace DocProcessing.Extraction.Formats;

/// <summary>Reads an OpenDocument file's <c>meta.xml</c>.</summary>
internal static class OpenDocumentMetadata
{
    public static DocumentMetadata Read(LimitedArchive archive)
    {
        using var stream = archive.Open("meta.xml");
        if (stream is null)
        {
            return new DocumentMetadata();
        }

        var facts = new Dictionary<string, string>(StringComparer.Ordinal);
        using var reader = SafeXml.ReadPart(stream);
        var element = "";
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    element = reader.LocalName;
                    if (element == "document-statistic" && reader.GetAttribute("meta:page-count") is { } pages)
                    {
                        facts["page-count"] = pages;
                    }

                    break;
                case XmlNodeType.Text:
                    facts.TryAdd(element, reader.Value);
                    break;
                case XmlNodeType.EndElement:
                    element = "";
                    break;
            }
        }

        return new DocumentMetadata
        {
            Title = facts.GetValueOrDefault("title"),
            Authors = MetadataText.Authors(facts.GetValueOrDefault("initial-creator") ?? facts.GetValueOrDefault("creator")),
            CreatedAt = MetadataText.Date(facts.GetValueOrDefault("creation-date")),
            ModifiedAt = MetadataText.Date(facts.GetValueOrDefault("date")),
            Language = facts.GetValueOrDefault("language"),
            PageCount = int.TryParse(facts.GetValueOrDefault("page-count"), CultureInfo.InvariantCulture, out var count) && count > 0 ? count : null,
            Custom = facts.Where(fact => fact.Key is "subject" or "keyword" or "generator").ToDictionary(),
        };
    }
}
