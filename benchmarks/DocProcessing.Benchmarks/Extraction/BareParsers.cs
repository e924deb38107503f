using System.Globalization;
using System.Text;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using UglyToad.PdfPig;
using UglyToad.PdfPig.DocumentLayoutAnalysis.TextExtractor;

namespace DocProcessing.Benchmarks.Extraction;

/// <summary>What a program gets that calls the parsers itself, as their documentation shows: the text, in memory, and nothing kept.</summary>
internal static class BareParsers
{
    private static readonly ParsingOptions Parsing = new() { UseLenientParsing = true, SkipMissingFonts = true };

    /// <returns>The number of characters.</returns>
    public static long ReadPdf(string path)
    {
        using var pdf = PdfDocument.Open(path, Parsing);
        return pdf.GetPages().Sum(page => (long)ContentOrderTextExtractor.GetText(page, addDoubleNewline: true).Length);
    }

    /// <summary>Reads the sheets of a workbook element by element, cells divided by tabs.</summary>
    /// <returns>The number of characters.</returns>
    public static long ReadWorkbook(string path)
    {
        using var package = SpreadsheetDocument.Open(path, isEditable: false);
        var workbook = package.WorkbookPart!;
        var strings = ReadStrings(workbook);
        var characters = 0L;
        foreach (var sheet in workbook.WorksheetParts)
        {
            var text = new StringBuilder();
            using var reader = OpenXmlReader.Create(sheet);
            var isShared = false;
            while (reader.Read())
            {
                if (reader.ElementType == typeof(Cell) && reader.IsStartElement)
                {
                    isShared = reader.Attributes.Any(attribute => attribute is { LocalName: "t", Value: "s" });
                }
                else if (reader.ElementType == typeof(CellValue) && reader.IsStartElement)
                {
                    var value = reader.GetText();
                    text.Append(isShared ? strings[int.Parse(value, CultureInfo.InvariantCulture)] : value).Append('\t');
                }
                else if (reader.ElementType == typeof(Row) && reader.IsEndElement)
                {
                    text.Append('\n');
                    characters += text.Length;
                    text.Clear();
                }
            }
        }

        return characters;
    }

    private static List<string> ReadStrings(WorkbookPart workbook)
    {
        var strings = new List<string>();
        if (workbook.SharedStringTablePart is { } part)
        {
            using var reader = OpenXmlReader.Create(part);
            while (reader.Read())
            {
                if (reader.ElementType == typeof(SharedStringItem) && reader.IsStartElement)
                {
                    strings.Add(((SharedStringItem)reader.LoadCurrentElement()!).InnerText);
                }
            }
        }

        return strings;
    }
}
