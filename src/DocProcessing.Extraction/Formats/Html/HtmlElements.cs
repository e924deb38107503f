using System.Collections.Frozen;
using AngleSharp.Html.Parser;

namespace DocProcessing.Extraction.Formats;

/// <summary>What HTML's elements mean for text.</summary>
internal static class HtmlElements
{
    private static readonly FrozenSet<string> Skipped =
        FrozenSet.Create(StringComparer.Ordinal, "script", "style", "noscript", "template", "iframe", "noembed", "noframes", "svg", "math", "object", "select", "datalist");

    private static readonly FrozenSet<string> Blocks = FrozenSet.Create(
        StringComparer.Ordinal,
        "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption",
        "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "option", "p", "pre",
        "section", "summary", "table", "tbody", "tfoot", "thead", "title", "tr", "ul");

    public static bool IsSkipped(string name) => Skipped.Contains(name);

    public static bool IsBlock(string name) => Blocks.Contains(name);

    public static int HeadingLevel(string name) => name is ['h', >= '1' and <= '6'] ? name[1] - '0' : 0;

    /// <summary>How the tokenizer reads on after a start tag; a tree builder would tell it.</summary>
    public static HtmlParseMode ContentMode(string name) => name switch
    {
        "script" => HtmlParseMode.Script,
        "style" or "iframe" or "noembed" or "noframes" or "xmp" => HtmlParseMode.Rawtext,
        "title" or "textarea" => HtmlParseMode.RCData,
        _ => HtmlParseMode.PCData,
    };
}
