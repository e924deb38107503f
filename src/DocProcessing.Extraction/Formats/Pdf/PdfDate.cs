using System.Text.RegularExpressions;

namespace DocProcessing.Extraction.Formats;

/// <summary>Reads a PDF date such as <c>D:20240305093000+01'00'</c>, in the variants that programs write.</summary>
internal static partial class PdfDate
{
    public static DateTimeOffset? Parse(string? text)
    {
        var match = Shape().Match(text ?? "");
        if (!match.Success)
        {
            return null;
        }

        var zone = match.Groups["hours"].Success ? $"{match.Groups["sign"].Value}{match.Groups["hours"].Value}:{Part("minutes", "00")}" : "Z";
        return MetadataText.Date($"{Part("year", "")}-{Part("month", "01")}-{Part("day", "01")}T{Part("hour", "00")}:{Part("minute", "00")}:{Part("second", "00")}{zone}");

        string Part(string name, string otherwise) => match.Groups[name] is { Success: true } group ? group.Value : otherwise;
    }

    [GeneratedRegex("""^\s*(?:D:)?(?<year>\d{4})(?:(?<month>\d\d)(?:(?<day>\d\d)(?:(?<hour>\d\d)(?:(?<minute>\d\d)(?<second>\d\d)?)?)?)?)?(?:(?<sign>[+-])(?<hours>\d\d)'?(?<minutes>\d\d)?)?""")]
    private static partial Regex Shape();
}
