using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace DocProcessing.Extraction.Formats;

/// <summary>Shows numbers as a reader of the sheet would: dates as dates, percentages as percentages.</summary>
internal sealed partial class CellFormats
{
    private static readonly SearchValues<char> DateLetters = SearchValues.Create("dmyhsDMYHS");

    private readonly List<Shape> _shapes = [];
    private bool _from1904;

    private enum Shape
    {
        Number,
        Date,
        Percent,
    }

    public static CellFormats Read(WorkbookPart workbook)
    {
        var formats = new CellFormats { _from1904 = workbook.Workbook?.WorkbookProperties?.Date1904?.Value == true };
        var sheet = workbook.WorkbookStylesPart?.Stylesheet;
        var codes = sheet?.NumberingFormats?.Elements<NumberingFormat>()
            .Where(format => format.NumberFormatId is not null)
            .GroupBy(format => format.NumberFormatId!.Value)
            .ToDictionary(group => group.Key, group => group.First().FormatCode?.Value ?? "") ?? [];
        foreach (var format in sheet?.CellFormats?.Elements<CellFormat>() ?? [])
        {
            formats._shapes.Add(ShapeOf(format.NumberFormatId?.Value ?? 0, codes));
        }

        return formats;
    }

    public string Show(string raw, int style)
    {
        var shape = style >= 0 && style < _shapes.Count ? _shapes[style] : Shape.Number;
        if (!double.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return raw;
        }

        return shape switch
        {
            Shape.Date when Date(number) is { } date => date,
            Shape.Percent => (number * 100).ToString("0.##", CultureInfo.InvariantCulture) + "%",

            // Excel keeps 15 digits and the file shows the noise behind them.
            _ => number.ToString("G15", CultureInfo.InvariantCulture),
        };
    }

    private string? Date(double number)
    {
        number += _from1904 ? 1462 : 0;
        if (number is < 0 or >= 2958466)
        {
            return null;
        }

        var date = DateTime.FromOADate(Math.Round(number * 86400) / 86400);
        var shape = number < 1 ? "HH:mm:ss" : date.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss";
        return date.ToString(shape, CultureInfo.InvariantCulture);
    }

    private static Shape ShapeOf(uint id, Dictionary<uint, string> codes)
    {
        if (codes.TryGetValue(id, out var code))
        {
            var bare = Literals().Replace(code, "");
            return bare.AsSpan().ContainsAny(DateLetters) && !bare.Contains("General", StringComparison.OrdinalIgnoreCase) ? Shape.Date
                : bare.Contains('%', StringComparison.Ordinal) ? Shape.Percent : Shape.Number;
        }

        return id switch
        {
            >= 14 and <= 22 or >= 27 and <= 36 or >= 45 and <= 47 or >= 50 and <= 58 => Shape.Date,
            9 or 10 => Shape.Percent,
            _ => Shape.Number,
        };
    }

    [GeneratedRegex("""\[[^\]]*\]|"[^"]*"|\\.|_.|\*.""")]
    private static partial Regex Literals();
}
