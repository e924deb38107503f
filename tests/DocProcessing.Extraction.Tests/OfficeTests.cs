using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace DocProcessing.Extraction.Tests;

public sealed class OfficeTests
{
    [Fact]
    public async Task Word_text_stands_under_its_headings()
    {
        var sink = await Reading.ReadSampleAsync("report.docx");

        Assert.Equal(60, sink.Sections.Count);
        Assert.Equal(("Chapter 1: region 1", 1), (sink.Sections[0].Heading, sink.Sections[0].Level));
        Assert.Equal(("Findings of region 1", 2), (sink.Sections[1].Heading, sink.Sections[1].Level));
        Assert.Contains("Ostra \t4.25", sink.Sections[^1].Text, StringComparison.Ordinal);
        Assert.Equal("The Harbour Report", sink.Metadata?.Title);
        Assert.Equal(["Mira Lindqvist"], sink.Metadata!.Authors);
    }

    [Fact]
    public async Task Slides_come_in_order_with_their_notes()
    {
        var sink = await Reading.ReadSampleAsync("slides.pptx");

        Assert.Equal(["Lock 1", "Lock 2", "Lock 3"], sink.Sections.Select(section => section.Heading));
        Assert.Contains("Note 2: mention the storm of 1953", sink.Sections[1].Text, StringComparison.Ordinal);
        Assert.Equal(3, sink.Metadata?.PageCount);
    }

    [Fact]
    public async Task Slides_stop_where_asked()
    {
        var sink = await Reading.ReadSampleAsync("slides.pptx", new ProcessingOptions { MaxPages = 1 });

        Assert.Single(sink.Sections);
        Assert.Equal("pages_omitted", Assert.Single(sink.Warnings).Code);
    }

    [Fact]
    public async Task Sheets_are_rows_of_readable_values_and_hidden_ones_count()
    {
        var sink = await Reading.ReadSampleAsync("table.xlsx");

        Assert.Equal(["Levels", "Hidden"], sink.Sections.Select(section => section.Heading));
        Assert.Equal([1, 2], sink.Sections.Select(section => section.Page));
        Assert.StartsWith("Station 1\t0.1\t2024-03-01\nStation 2\t0.2\t2024-03-02\n", sink.Sections[0].Text, StringComparison.Ordinal);
        Assert.Contains("\t\tthe amber crane", "\t" + sink.Sections[0].Text.Split('\n')[^1], StringComparison.Ordinal);
        Assert.Contains("a hidden sheet is read too", sink.Sections[1].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("report.docx", "The Harbour Report", "Mira Lindqvist")]
    [InlineData("slides.pptx", "Slides of the lock", "Petra Holm")]
    [InlineData("table.xlsx", "Table of levels", "Mira Lindqvist")]
    public async Task Title_and_author_are_read_whichever_program_wrote_them(string file, string title, string author)
    {
        var sink = await Reading.ReadSampleAsync(file);

        Assert.Equal(title, sink.Metadata?.Title);
        Assert.Equal([author], sink.Metadata!.Authors);
    }

    [Fact]
    public async Task Cells_show_what_a_reader_of_the_sheet_sees()
    {
        var sink = await Reading.ReadBytesAsync(
            Workbook(
                Cell("A1", "0.30000000000000004", style: 0),
                Cell("B1", "0.25", style: 1),
                Cell("C1", "45356.5", style: 2),
                Cell("D1", "0.75", style: 3),
                Cell("F1", "1", type: CellValues.Boolean),
                Cell("G1", "two\nlines", type: CellValues.String)),
            Samples.Xlsx);

        Assert.Equal("0.3\t25%\t2024-03-05 12:00:00\t18:00:00\t\tTRUE\ttwo lines", Assert.Single(sink.Sections).Text);
    }

    [Fact]
    public async Task A_large_sheet_is_divided()
    {
        var rows = Enumerable.Range(1, 4000).Select(number => Cell($"A{number}", $"row {number} of many, so that it is long", type: CellValues.String));

        var sink = await Reading.ReadBytesAsync(Workbook([.. rows]), Samples.Xlsx);

        Assert.True(sink.Sections.Count > 1);
        Assert.All(sink.Sections, section => Assert.Equal((1, "Data"), (section.Page, section.Heading)));
        Assert.Equal(4000, sink.Sections.Sum(section => section.Text.Split('\n').Length));
    }

    [Fact]
    public async Task A_lying_archive_directory_does_not_help_a_bomb()
    {
        var bytes = await File.ReadAllBytesAsync(Samples.PathOf("bomb.docx"), TestContext.Current.CancellationToken);

        // Claims, wherever the real size stands, that the 60 MiB part has 1000 bytes.
        var real = BitConverter.GetBytes(SizeOfBomb());
        for (var at = bytes.AsSpan().IndexOf(real); at >= 0; at = bytes.AsSpan().IndexOf(real))
        {
            BitConverter.GetBytes(1000).CopyTo(bytes, at);
        }

        try
        {
            Assert.InRange((await Reading.ReadBytesAsync(bytes, Samples.Docx)).Text.Length, 0, 1000);
        }
        catch (DocumentRejectedException rejection)
        {
            Assert.True(rejection.Code is RejectionReasons.Damaged or RejectionReasons.ArchiveBomb);
        }
    }

    private static int SizeOfBomb()
    {
        using var archive = System.IO.Compression.ZipFile.OpenRead(Samples.PathOf("bomb.docx"));
        return (int)archive.GetEntry("word/document.xml")!.Length;
    }

    private static Cell Cell(string reference, string value, uint? style = null, CellValues? type = null)
    {
        var cell = new Cell { CellReference = reference, CellValue = new CellValue(value) };
        cell.StyleIndex = style ?? 0;
        cell.DataType = type is { } known ? new EnumValue<CellValues>(known) : null;
        return cell;
    }

    private static byte[] Workbook(params Cell[] cells)
    {
        using var stream = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(stream, SpreadsheetDocumentType.Workbook))
        {
            var workbook = document.AddWorkbookPart();
            var sheet = workbook.AddNewPart<WorksheetPart>();
            var rows = cells.GroupBy(cell => cell.CellReference!.Value!.TrimStart([.. "ABCDEFG"])).Select(group => new Row(group));
            sheet.Worksheet = new Worksheet(new SheetData(rows));
            workbook.AddNewPart<WorkbookStylesPart>().Stylesheet = new Stylesheet(
                new NumberingFormats(new NumberingFormat { NumberFormatId = 170, FormatCode = "[$-407]d. mmmm yyyy;\"text\"@" }),
                new CellFormats(
                    new CellFormat { NumberFormatId = 0 },
                    new CellFormat { NumberFormatId = 9 },
                    new CellFormat { NumberFormatId = 170 },
                    new CellFormat { NumberFormatId = 21 }));
            workbook.Workbook = new Workbook(new Sheets(new Sheet { Id = workbook.GetIdOfPart(sheet), SheetId = 1, Name = "Data" }));
        }

        return stream.ToArray();
    }
}
