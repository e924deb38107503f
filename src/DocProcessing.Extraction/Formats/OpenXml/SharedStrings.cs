using System.Text;
using System.Xml;
using DocProcessing.Extraction.Text;
using DocumentFormat.OpenXml.Packaging;

namespace DocProcessing.Extraction.Formats;

/// <summary>The workbook's table of texts, which cells refer to by number.</summary>
internal static class SharedStrings
{
    public static IReadOnlyList<string> Read(OpenXmlPart? part, long maxCharacters)
    {
        var strings = new List<string>();
        if (part is null)
        {
            return strings;
        }

        using var stream = part.GetStream(FileMode.Open, FileAccess.Read);
        using var reader = SafeXml.ReadPart(stream);
        var text = new StringBuilder();
        long total = 0;
        var more = reader.Read();
        while (more)
        {
            // Phonetic runs repeat the text in another script.
            if (reader.NodeType == XmlNodeType.Element && reader.LocalName == "rPh")
            {
                reader.Skip();
                more = !reader.EOF;
                continue;
            }

            if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace)
            {
                text.Append(reader.Value);
            }
            else if (reader.LocalName == "si" && (reader.NodeType == XmlNodeType.EndElement || reader.IsEmptyElement))
            {
                total += text.Length;
                strings.Add(total <= maxCharacters ? text.ToString() : "");
                text.Clear();
            }

            more = reader.Read();
        }

        return strings;
    }
}
