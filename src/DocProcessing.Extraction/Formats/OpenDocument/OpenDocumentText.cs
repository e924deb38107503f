using System.Globalization;
using System.Xml;
using DocProcessing.Extraction.Text;

namespace DocProcessing.Extraction.Formats;

/// <summary>Reads an OpenDocument file's <c>content.xml</c> element by element.</summary>
internal sealed class OpenDocumentText(XmlReader reader, SectionWriter output, int? maxPages)
{
    private const int MaxRepeats = 100;

    private readonly System.Text.StringBuilder _heading = new();
    private readonly char[] _block = new char[4096];
    private int _headingLevel;
    private bool _cellHasText;
    private int _cellRepeats;
    private int _emptyCells;
    private bool _rowHasText;
    private bool _spreadsheet;

    /// <summary>Gets the number of slides or sheets seen.</summary>
    public int Pages { get; private set; }

    public async ValueTask ReadAsync()
    {
        await output.BeginAsync(SectionKind.Text);
        var more = reader.Read();
        while (more)
        {
            if (reader.NodeType == XmlNodeType.Element && (IsSilent(reader.LocalName) || IsOmitted(reader.LocalName)))
            {
                // Skip moves on to the next node by itself.
                reader.Skip();
                more = !reader.EOF;
                continue;
            }

            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    await StartAsync();
                    break;
                case XmlNodeType.EndElement:
                    await EndAsync(reader.LocalName);
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace:
                    await TextAsync();
                    break;
            }

            await output.DrainAsync();
            more = reader.Read();
        }

        if (Pages > maxPages)
        {
            output.Warn("pages_omitted", $"Only the first {maxPages} of {Pages} pages were read, as asked.");
        }
    }

    private static bool IsSilent(string name) =>
        name is "tracked-changes" or "automatic-styles" or "font-face-decls" or "scripts" or "forms" or "settings";

    private bool IsOmitted(string name)
    {
        if (!IsPage(name) || !(Pages >= maxPages))
        {
            return false;
        }

        Pages++;
        return true;
    }

    private bool IsPage(string name) => name == "page" || (_spreadsheet && name == "table");

    private async ValueTask StartAsync()
    {
        var name = reader.LocalName;
        var empty = reader.IsEmptyElement;
        switch (name)
        {
            case "spreadsheet":
                _spreadsheet = true;
                break;
            case "page" or "table" when IsPage(name):
                await output.BeginAsync(name == "page" ? SectionKind.Slide : SectionKind.Sheet, reader.GetAttribute("table:name") ?? reader.GetAttribute("draw:name"), 1, ++Pages);
                break;
            case "h" when !empty:
                _headingLevel = int.TryParse(reader.GetAttribute("text:outline-level"), CultureInfo.InvariantCulture, out var level) ? Math.Clamp(level, 1, 10) : 1;
                break;
            case "s":
                Write(new string(' ', Repeats("text:c")));
                break;
            case "tab":
                Write("\t");
                break;
            case "line-break":
                Write("\n");
                break;
            case "image" or "object" or "chart":
                output.HasOtherContent = true;
                break;
            case "table-cell" or "covered-table-cell":
                _cellHasText = false;
                _cellRepeats = Repeats("table:number-columns-repeated");
                if (empty)
                {
                    EndCell();
                }

                break;
            case "table-row":
                (_rowHasText, _emptyCells) = (false, 0);
                break;
        }
    }

    private async ValueTask EndAsync(string name)
    {
        switch (name)
        {
            case "h":
                await output.BeginAsync(SectionKind.Text, _heading.ToString(), _headingLevel);
                _heading.Clear();
                _headingLevel = 0;
                break;
            case "p":
                if (_spreadsheet)
                {
                    output.Append(" ");
                }
                else
                {
                    output.EndLine();
                }

                break;
            case "table-cell" or "covered-table-cell":
                EndCell();
                break;
            case "table-row":
                if (_rowHasText)
                {
                    output.EndLine();
                }

                break;
        }
    }

    // A sheet ends with a million empty cells in one element: they count only when text follows.
    private void EndCell()
    {
        if (_cellHasText)
        {
            _emptyCells = _spreadsheet ? 1 : 0;
        }
        else if (_spreadsheet)
        {
            _emptyCells += _cellRepeats;
        }
    }

    private async ValueTask TextAsync()
    {
        if (_headingLevel > 0)
        {
            Write(reader.Value);
            return;
        }

        if (_spreadsheet && !_cellHasText)
        {
            output.Append(new string('\t', Math.Min(_emptyCells, MaxRepeats)));
            _emptyCells = 0;
        }

        (_cellHasText, _rowHasText) = (true, true);
        await SafeXml.AppendTextAsync(reader, output, _block);
    }

    private void Write(string text)
    {
        if (_headingLevel == 0)
        {
            output.Append(text);
        }
        else if (_heading.Length < 2000)
        {
            _heading.Append(text);
        }
    }

    private int Repeats(string attribute) =>
        int.TryParse(reader.GetAttribute(attribute), CultureInfo.InvariantCulture, out var count) ? Math.Clamp(count, 1, MaxRepeats) : 1;
}
