using System.Text;
using AngleSharp.Text;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace DocProcessing.Extraction.Formats;

/// <summary>The text of Markdown's leaves.</summary>
internal static class MarkdownText
{
    public static void AppendLeaf(LeafBlock leaf, SectionWriter output)
    {
        if (leaf.Inline is { } inline)
        {
            output.AppendLine(Of(inline));
        }
        else
        {
            AppendLines(leaf, output);
        }

        output.EndParagraph();
    }

    public static async ValueTask AppendHtmlAsync(HtmlBlock block, SectionWriter output)
    {
        using var source = new TextSource(block.Lines.ToString());
        await new HtmlText(output, divideByHeadings: false).ReadAsync(source);
        output.EndLine();
    }

    /// <summary>Gathers the text of a line without recursion: emphasis may be nested deep.</summary>
    public static string Of(ContainerInline? root)
    {
        var text = new StringBuilder();
        for (var inline = root?.FirstChild; inline is not null; inline = Next(inline, root!))
        {
            switch (inline)
            {
                case LiteralInline literal:
                    text.Append(literal.Content.AsSpan());
                    break;
                case CodeInline code:
                    text.Append(code.Content);
                    break;
                case LineBreakInline:
                    text.Append('\n');
                    break;
                case AutolinkInline link:
                    text.Append(link.Url);
                    break;
                case HtmlEntityInline entity:
                    text.Append(entity.Transcoded.AsSpan());
                    break;
            }
        }

        return text.ToString();
    }

    private static Inline? Next(Inline inline, ContainerInline root)
    {
        if (inline is ContainerInline { FirstChild: { } child })
        {
            return child;
        }

        var current = inline;
        while (current.NextSibling is null)
        {
            if (current.Parent is not { } parent || parent == root)
            {
                return null;
            }

            current = parent;
        }

        return current.NextSibling;
    }

    private static void AppendLines(LeafBlock leaf, SectionWriter output)
    {
        for (var index = 0; index < leaf.Lines.Count; index++)
        {
            output.Append(leaf.Lines.Lines[index].Slice.AsSpan());
            output.Append("\n");
        }
    }
}
