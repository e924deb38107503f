using System.Buffers;
using System.Text;

namespace DocProcessing.Validation;

/// <summary>Tells text from binary, and the text formats from one another as far as their beginning allows.</summary>
internal static class TextSniffer
{
    private const int MaxControlCharacters = 20;

    private static readonly Dictionary<string, string> TypesByExtension = new(StringComparer.OrdinalIgnoreCase)
    {
        [".csv"] = "text/csv",
        [".tsv"] = "text/tab-separated-values",
        [".md"] = "text/markdown",
        [".markdown"] = "text/markdown",
        [".json"] = "application/json",
        [".xml"] = "application/xml",
        [".htm"] = "text/html",
        [".html"] = "text/html",
        [".xhtml"] = "text/html",
        [".eml"] = "message/rfc822",
        [".txt"] = "text/plain",
    };

    private static readonly string[] MailHeaders =
        ["from:", "to:", "subject:", "date:", "received:", "return-path:", "message-id:", "mime-version:", "delivered-to:", "content-type:", "x-"];

    private static readonly SearchValues<byte> Controls = SearchValues.Create([1, 2, 3, 4, 5, 6, 7, 8, 11, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 28, 29, 30, 31]);

    /// <summary>Detects a text format.</summary>
    public static string Detect(ReadOnlySpan<byte> head, string declared, string fileName)
    {
        if (!LooksLikeText(head, out var text))
        {
            return ContentTypes.Unknown;
        }

        var start = text.TrimStart('\uFEFF').TrimStart();
        var named = TypesByExtension.GetValueOrDefault(Path.GetExtension(fileName));
        if (StartsWithTag(start, "<!doctype html") || StartsWithTag(start, "<html"))
        {
            return "text/html";
        }

        if (start.StartsWith("<?xml", StringComparison.Ordinal))
        {
            return start.Contains("<html", StringComparison.OrdinalIgnoreCase) ? "text/html" : "application/xml";
        }

        if (IsMail(start))
        {
            return "message/rfc822";
        }

        // Nothing in their beginning tells these for sure: what the client says is believed if it is a text format at all.
        return IsText(declared) && declared != "text/plain" ? declared : named ?? "text/plain";
    }

    /// <summary>Tells whether a media type is one of the formats that are told apart here.</summary>
    public static bool IsText(string contentType) =>
        contentType.StartsWith("text/", StringComparison.Ordinal) || TypesByExtension.ContainsValue(contentType) || contentType == "application/xhtml+xml";

    /// <summary>Finds the type that a file name promises, for text formats.</summary>
    public static string? TypeByExtension(string fileName) => TypesByExtension.GetValueOrDefault(Path.GetExtension(fileName));

    private static bool StartsWithTag(ReadOnlySpan<char> text, string tag) => text.StartsWith(tag, StringComparison.OrdinalIgnoreCase);

    private static bool IsMail(string text)
    {
        var headers = text.Split('\n', 12).Take(10).TakeWhile(line => line.TrimEnd('\r').Length > 0).ToList();
        return headers.Count(line => MailHeaders.Any(header => line.StartsWith(header, StringComparison.OrdinalIgnoreCase))) >= 2
            && headers.All(line => line[0] is ' ' or '\t' || line.Contains(':', StringComparison.Ordinal));
    }

    private static bool LooksLikeText(ReadOnlySpan<byte> head, out string text)
    {
        if (head.StartsWith<byte>([0xFF, 0xFE]) || head.StartsWith<byte>([0xFE, 0xFF]))
        {
            text = (head[0] == 0xFF ? Encoding.Unicode : Encoding.BigEndianUnicode).GetString(head);
            return true;
        }

        text = Encoding.UTF8.GetString(head);
        if (!head.Contains((byte)0))
        {
            // Every eight-bit encoding is text here; a few stray controls are forgiven, since old files have them.
            var controls = 0;
            for (var rest = head; rest.IndexOfAny(Controls) is >= 0 and var at; rest = rest[(at + 1)..])
            {
                controls++;
            }

            return controls <= Math.Min(MaxControlCharacters, head.Length / 20);
        }

        return LooksLikeUtf16(head, ref text);
    }

    /// <summary>Recognizes UTF-16 without a mark, by the zero bytes of its ASCII characters.</summary>
    private static bool LooksLikeUtf16(ReadOnlySpan<byte> head, ref string text)
    {
        int even = 0, odd = 0;
        for (var index = 0; index + 1 < head.Length; index += 2)
        {
            even += head[index] == 0 ? 1 : 0;
            odd += head[index + 1] == 0 ? 1 : 0;
        }

        var pairs = head.Length / 2;
        var encoding = odd > pairs / 2 && even == 0 ? Encoding.Unicode : even > pairs / 2 && odd == 0 ? Encoding.BigEndianUnicode : null;
        text = encoding?.GetString(head) ?? text;
        return encoding is not null;
    }
}
