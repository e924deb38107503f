using System.Globalization;
using System.Text;
using System.Xml;

namespace DocProcessing.Extraction.Formats;

/// <summary>Reads the text of a WordprocessingML part element by element: a document of any length and depth takes a paragraph's memory.</summary>
internal sealed class WordText(XmlReader reader, IReadOnlyDictionary<string, int> headingLevels, SectionWriter output)
{
    private readonly StringBuilder _paragraph = new();
    private int _level;
    private int _tableDepth;
    private bool _inText;

    public async ValueTask ReadAsync()
    {
        var more = reader.Read();
        while (more)
        {
            // A fallback says the same again for older programs, and deleted text is no text.
            if (reader.NodeType == XmlNodeType.Element && reader.LocalName is "Fallback" or "del" or "moveFrom" or "instrText" or "rPr" or "sectPr")
            {
                reader.Skip();
                more = !reader.EOF;
                continue;
            }

            if (reader.NodeType == XmlNodeType.Element)
            {
                Start();
                if (reader.IsEmptyElement && reader.LocalName == "p")
                {
                    await EndParagraphAsync();
                }
            }
            else if (reader.NodeType == XmlNodeType.EndElement)
            {
                await EndAsync();
            }
            else if (_inText && reader.NodeType is XmlNodeType.Text or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace or XmlNodeType.CDATA)
            {
                Append(reader.Value);
            }

            await output.DrainAsync();
            more = reader.Read();
        }
    }

    private void Start()
    {
        switch (reader.LocalName)
        {
            case "t" when !reader.IsEmptyElement:
                _inText = true;
                break;
            case "tab" when reader.GetAttribute("val", reader.NamespaceURI) is null:
                Append("\t");
                break;
            case "br" or "cr":
                Append("\n");
                break;
            case "noBreakHyphen":
                Append("-");
                break;
            case "pStyle":
                _level = headingLevels.GetValueOrDefault(reader.GetAttribute("val", reader.NamespaceURI) ?? "");
                break;
            case "outlineLvl" when int.TryParse(reader.GetAttribute("val", reader.NamespaceURI), CultureInfo.InvariantCulture, out var outline):
                _level = outline is >= 0 and < 9 ? outline + 1 : 0;
                break;
            case "tbl" when !reader.IsEmptyElement:
                _tableDepth++;
                break;
            case "drawing" or "pict" or "object":
                output.HasOtherContent = true;
                break;
        }
    }

    private async ValueTask EndAsync()
    {
        switch (reader.LocalName)
        {
            case "t":
                _inText = false;
                break;
            case "p":
                await EndParagraphAsync();
                break;
            case "tc":
                output.Append("\t");
                break;
            case "tr":
                output.EndLine();
                break;
            case "tbl":
                _tableDepth--;
                break;
        }
    }

    private async ValueTask EndParagraphAsync()
    {
        var text = _paragraph.ToString();
        _paragraph.Clear();
        var level = _level;
        _level = 0;
        if (level > 0 && _tableDepth == 0 && !string.IsNullOrWhiteSpace(text))
        {
            await output.BeginAsync(SectionKind.Text, text, level);
        }
        else if (_tableDepth > 0)
        {
            output.Append(text);
            output.Append(text.Length > 0 ? " " : "");
        }
        else if (text.Length > 0)
        {
            output.AppendLine(text);
        }
    }

    private void Append(string text)
    {
        if (_paragraph.Length + text.Length > DocumentSection.MaxTextLength)
        {
            _level = 0;
            output.Append(_paragraph.ToString());
            _paragraph.Clear();
        }

        _paragraph.Append(text);
    }
}
