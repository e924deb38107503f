using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Fonts.Standard14Fonts;
using UglyToad.PdfPig.Writer;

namespace DocProcessing.Benchmarks.Extraction;

/// <summary>Makes documents as large as is wanted. Each seed makes another one, since the results for a document that is known would be used again.</summary>
internal static class LargeDocuments
{
    private const int LinesPerPage = 45;
    private const int Texts = 5000;

    private static readonly string[] Words =
        "harbour tide ferry ledger northern invoice quarter granite survey weather sluice barley column margin archive signal heron estuary mooring tariff".Split(' ');

    /// <summary>Writes a PDF of dense pages in one font.</summary>
    public static void WritePdf(string path, int pages, int seed)
    {
        var random = new Random(seed);
        using var pdf = new PdfDocumentBuilder();
        var font = pdf.AddStandard14Font(Standard14Font.Helvetica);
        for (var number = 0; number < pages; number++)
        {
            var page = pdf.AddPage(PageSize.A4);
            for (var line = 0; line < LinesPerPage; line++)
            {
                page.AddText(Sentence(random, 10), 10, new PdfPoint(50, 790 - (line * 16)), font);
            }
        }

        File.WriteAllBytes(path, pdf.Build());
    }

    /// <summary>Writes a workbook of one sheet with a number, three texts, an amount and a date in each row.</summary>
    public static void WriteWorkbook(string path, int rows, int seed)
    {
        var random = new Random(seed);
        using var package = SpreadsheetDocument.Create(path, SpreadsheetDocumentType.Workbook);
        var workbook = package.AddWorkbookPart();
        WriteStyles(workbook);
        WriteTexts(workbook, random);
        var sheet = workbook.AddNewPart<WorksheetPart>();
        using (var writer = OpenXmlWriter.Create(sheet))
        {
            writer.WriteStartElement(new Worksheet());
            writer.WriteStartElement(new SheetData());
            for (var row = 1; row <= rows; row++)
            {
                WriteRow(writer, row, random);
            }

            writer.WriteEndElement();
            writer.WriteEndElement();
        }

        workbook.Workbook = new Workbook(new DocumentFormat.OpenXml.Spreadsheet.Sheets(new Sheet { Id = workbook.GetIdOfPart(sheet), SheetId = 1, Name = "Ledger" }));
        workbook.Workbook.Save();
    }

    private static void WriteRow(OpenXmlWriter writer, int row, Random random)
    {
        writer.WriteStartElement(new Row(), [new OpenXmlAttribute("r", "", Text(row))]);
        WriteCell(writer, $"A{row}", null, null, Text(row));
        WriteCell(writer, $"B{row}", "s", null, Text(random.Next(Texts)));
        WriteCell(writer, $"C{row}", "s", null, Text(random.Next(Texts)));
        WriteCell(writer, $"D{row}", "s", null, Text(random.Next(Texts)));
        WriteCell(writer, $"E{row}", null, null, (random.Next(1_000_000) / 100.0).ToString(CultureInfo.InvariantCulture));
        WriteCell(writer, $"F{row}", null, "1", Text(40_000 + random.Next(6000)));
        writer.WriteEndElement();
    }

    private static void WriteCell(OpenXmlWriter writer, string reference, string? type, string? style, string value)
    {
        List<OpenXmlAttribute> attributes = [new("r", "", reference)];
        if (type is not null)
        {
            attributes.Add(new OpenXmlAttribute("t", "", type));
        }

        if (style is not null)
        {
            attributes.Add(new OpenXmlAttribute("s", "", style));
        }

        writer.WriteStartElement(new Cell(), attributes);
        writer.WriteElement(new CellValue(value));
        writer.WriteEndElement();
    }

    private static void WriteTexts(WorkbookPart workbook, Random random)
    {
        var part = workbook.AddNewPart<SharedStringTablePart>();
        part.SharedStringTable = new SharedStringTable(Enumerable.Range(0, Texts).Select(_ => new SharedStringItem(new Text(Sentence(random, 3)))));
        part.SharedStringTable.Save();
    }

    // The second of the formats shows a number as a date.
    private static void WriteStyles(WorkbookPart workbook)
    {
        var part = workbook.AddNewPart<WorkbookStylesPart>();
        part.Stylesheet = new Stylesheet(
            new Fonts(new Font()),
            new Fills(new Fill()),
            new Borders(new Border()),
            new CellFormats(new CellFormat(), new CellFormat { NumberFormatId = 14, ApplyNumberFormat = true }));
        part.Stylesheet.Save();
    }

    private static string Sentence(Random random, int words) => string.Join(' ', Enumerable.Range(0, words).Select(_ => Words[random.Next(Words.Length)]));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
