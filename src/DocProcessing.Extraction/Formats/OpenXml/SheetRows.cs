using System.Globalization;
using System.Text;
using System.Xml;

namespace DocProcessing.Extraction.Formats;

/// <summary>Writes a sheet's rows, cells divided by tabs, as its elements come.</summary>
internal sealed class SheetRows(XmlReader reader, IReadOnlyList<string> strings, CellFormats formats, SectionWriter output)
{
    private const int MaxGap = 100;

    private readonly StringBuilder _value = new();
    private string? _type;
    private int _style;
    private int _column;
    private int _written;
    private bool _inValue;

    public async ValueTask ReadAsync()
    {
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    Start();
                    break;
                case XmlNodeType.EndElement when reader.LocalName == "c":
                    WriteCell();
                    break;
                case XmlNodeType.EndElement when reader.LocalName == "row":
                    output.EndLine();
                    await output.DrainAsync();
                    break;
                case XmlNodeType.EndElement:
                    _inValue = false;
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace when _inValue:
                    _value.Append(reader.Value);
                    break;
            }
        }
    }

    private void Start()
    {
        switch (reader.LocalName)
        {
            case "row":
                (_column, _written) = (0, 0);
                break;
            case "c":
                _type = reader.GetAttribute("t");
                _style = int.TryParse(reader.GetAttribute("s"), CultureInfo.InvariantCulture, out var style) ? style : 0;
                _column = ColumnOf(reader.GetAttribute("r")) ?? _column + 1;
                _value.Clear();
                break;
            case "v" or "t":
                _inValue = !reader.IsEmptyElement;
                break;
            case "f" or "rPh":
                _inValue = false;
                break;
        }
    }

    private void WriteCell()
    {
        if (_value.Length == 0)
        {
            return;
        }

        var text = Show(_value.ToString());
        var gap = Math.Clamp(_column - Math.Max(_written, 1), _written == 0 ? 0 : 1, MaxGap);
        output.Append(new string('\t', gap));
        output.Append(text.ReplaceLineEndings(" "));
        _written = Math.Max(_column, 1);
        _value.Clear();
    }

    private string Show(string raw) => _type switch
    {
        "s" => int.TryParse(raw, CultureInfo.InvariantCulture, out var index) && index >= 0 && index < strings.Count ? strings[index] : "",
        "b" => raw == "1" ? "TRUE" : "FALSE",
        "str" or "inlineStr" or "e" or "d" => raw,
        _ => formats.Show(raw, _style),
    };

    private static int? ColumnOf(string? reference)
    {
        var column = 0;
        foreach (var letter in reference ?? "")
        {
            if (!char.IsAsciiLetterUpper(letter) || column > 16384)
            {
                break;
            }

            column = (column * 26) + (letter - 'A' + 1);
        }

        return column == 0 ? null : column;
    }
}
