using System.Text;
using System.Xml;

namespace DocProcessing.Extraction.Formats;

/// <summary>The title and text of one slide, or of its notes.</summary>
internal sealed class SlideText
{
    private const int MaxLength = 16 << 20;

    private readonly StringBuilder _title = new();
    private readonly StringBuilder _body = new();
    private string? _placeholder;
    private bool _inText;

    public string? Title => _title.Length == 0 ? null : _title.ToString();

    public string Body => _body.ToString();

    public void Read(XmlReader reader)
    {
        var more = reader.Read();
        while (more)
        {
            if (reader.NodeType == XmlNodeType.Element && reader.LocalName is "Fallback")
            {
                reader.Skip();
                more = !reader.EOF;
                continue;
            }

            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    Start(reader);
                    break;
                case XmlNodeType.EndElement:
                    End(reader.LocalName);
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace when _inText:
                    Append(reader.Value);
                    break;
            }

            more = reader.Read();
        }
    }

    private void Start(XmlReader reader)
    {
        switch (reader.LocalName)
        {
            case "sp" or "pic" or "graphicFrame":
                _placeholder = null;
                break;
            case "ph":
                _placeholder = reader.GetAttribute("type");
                break;
            case "t":
                _inText = !reader.IsEmptyElement;
                break;
            case "br" or "tab":
                Append(reader.LocalName == "br" ? "\n" : "\t");
                break;
        }
    }

    private void End(string name)
    {
        switch (name)
        {
            case "t":
                _inText = false;
                break;
            case "p":
                Append(IsTitle ? " " : "\n");
                break;
            case "tc":
                Append("\t");
                break;
        }
    }

    private bool IsTitle => _placeholder is "title" or "ctrTitle";

    private void Append(string text)
    {
        if (_placeholder is "sldNum" or "dt" or "ftr" or "hdr")
        {
            return;
        }

        var target = IsTitle ? _title : _body;
        if (target.Length + text.Length > MaxLength)
        {
            throw new DocumentRejectedException(RejectionReasons.TooComplex, $"A slide has more than {MaxLength} characters.");
        }

        target.Append(text);
    }
}
