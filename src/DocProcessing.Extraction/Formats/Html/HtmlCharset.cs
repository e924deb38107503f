using System.Text;
using System.Text.RegularExpressions;
using DocProcessing.Extraction.Text;

namespace DocProcessing.Extraction.Formats;

/// <summary>Finds the encoding that a page declares in its first bytes.</summary>
internal static partial class HtmlCharset
{
    public static Encoding? Declared(ReadOnlySpan<byte> bytes)
    {
        var start = Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, 2048)]);
        var name = Charset().Match(start).Groups[1].Value;

        // A page that says so in ASCII cannot be UTF-16.
        return name.StartsWith("utf-16", StringComparison.OrdinalIgnoreCase) ? null : TextEncoding.ByName(name);
    }

    [GeneratedRegex("""(?:<meta[^>]+charset|<\?xml[^>]+encoding)\s*=\s*["']?\s*([A-Za-z0-9._:-]+)""", RegexOptions.IgnoreCase)]
    private static partial Regex Charset();
}
