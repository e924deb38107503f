using System.Globalization;
using System.Xml;
using DocProcessing.Extraction.Text;
using DocumentFormat.OpenXml.Packaging;

namespace DocProcessing.Extraction.Formats;

/// <summary>Finds which of a Word document's styles are headings. Style ids are translated with Word's language; names and outline levels are not.</summary>
internal static class WordStyles
{
    public static IReadOnlyDictionary<string, int> ReadHeadingLevels(OpenXmlPart? part)
    {
        var levels = new Dictionary<string, int>(StringComparer.Ordinal);
        if (part is null)
        {
            return levels;
        }

        using var stream = part.GetStream(FileMode.Open, FileAccess.Read);
        using var reader = SafeXml.ReadPart(stream);
        string? style = null;
        while (reader.Read())
        {
            if (reader.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            switch (reader.LocalName)
            {
                case "style":
                    style = reader.GetAttribute("styleId", reader.NamespaceURI);
                    break;
                case "name" when style is not null && LevelOf(reader.GetAttribute("val", reader.NamespaceURI)) is { } level:
                    levels[style] = level;
                    break;
                case "outlineLvl" when style is not null && int.TryParse(reader.GetAttribute("val", reader.NamespaceURI), CultureInfo.InvariantCulture, out var outline) && outline is >= 0 and < 9:
                    levels[style] = outline + 1;
                    break;
            }
        }

        return levels;
    }

    private static int? LevelOf(string? name) => name?.ToLowerInvariant() switch
    {
        "title" => 1,
        ['h', 'e', 'a', 'd', 'i', 'n', 'g', ' ', >= '1' and <= '9' and var digit] => digit - '0',
        _ => null,
    };
}
