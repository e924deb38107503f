using DocProcessing.Extraction.Text;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace DocProcessing.Extraction.Formats;

/// <summary>Reads Excel sheets row by row, hidden ones too.</summary>
internal sealed class ExcelExtractor(ExtractionLimits limits) : OpenXmlExtractor(
    limits,
    "excel",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template",
    "application/vnd.ms-excel.sheet.macroenabled.12")
{
    protected override async Task ReadAsync(Stream stream, ExtractionRequest document, SectionWriter output, CancellationToken cancellationToken)
    {
        using var package = SpreadsheetDocument.Open(stream, isEditable: false);
        var main = package.WorkbookPart ?? throw new InvalidDataException("The document has no workbook part.");
        List<Sheet> sheets = [.. main.Workbook?.Sheets?.Elements<Sheet>() ?? []];
        output.Describe(CoreProperties.Read(package, sheets.Count));
        var strings = SharedStrings.Read(main.SharedStringTablePart, Limits.MaxTextCharacters);
        var formats = CellFormats.Read(main);
        var count = Math.Min(sheets.Count, document.Options.MaxPages ?? int.MaxValue);
        WarnOmitted(count, sheets.Count, output);
        for (var index = 0; index < count; index++)
        {
            if (sheets[index].Id?.Value is { } id && main.TryGetPartById(id, out var part) && part is WorksheetPart sheet)
            {
                await output.BeginAsync(SectionKind.Sheet, sheets[index].Name?.Value, 1, index + 1);
                output.HasOtherContent |= sheet.DrawingsPart is not null;
                await using var content = sheet.GetStream(FileMode.Open, FileAccess.Read);
                using var reader = SafeXml.ReadPart(content);
                await new SheetRows(reader, strings, formats, output).ReadAsync();
                await output.EndAsync();
            }

            output.Report(index + 1, count, "sheet");
        }
    }
}
