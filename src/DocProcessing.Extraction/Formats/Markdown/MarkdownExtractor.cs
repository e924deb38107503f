using DocProcessing.Extraction.Text;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;

namespace DocProcessing.Extraction.Formats;

/// <summary>Reads Markdown by its headings.</summary>
internal sealed class MarkdownExtractor(ExtractionLimits limits) : FormatExtractor(limits, "markdown", "text/markdown", "text/x-markdown")
{
    protected override async Task ReadAsync(ExtractionRequest document, SectionWriter output, CancellationToken cancellationToken)
    {
        var text = await MarkupFile.ReadAsync(document, Limits, declared: null, cancellationToken);
        var tree = Parse(text);
        var frontMatter = tree.OfType<YamlFrontMatterBlock>().FirstOrDefault();
        var metadata = FrontMatter.Read(frontMatter);
        await output.BeginAsync(SectionKind.Text);
        var title = await WriteAsync(tree, output);
        output.Describe(metadata with { Title = metadata.Title ?? title });
    }

    private static MarkdownDocument Parse(string text)
    {
        var pipeline = new MarkdownPipelineBuilder().UsePipeTables().UseGridTables().UseFootnotes().UseTaskLists().UseYamlFrontMatter().Build();
        try
        {
            return Markdig.Markdown.Parse(text, pipeline);
        }
        catch (ArgumentException exception) when (exception.Message.Contains("nested", StringComparison.Ordinal))
        {
            throw new DocumentRejectedException(RejectionReasons.TooComplex, "The document is nested deeper than is safe to read.", exception);
        }
    }

    private static async Task<string?> WriteAsync(MarkdownDocument tree, SectionWriter output)
    {
        string? title = null;
        var waiting = new Stack<Block>();
        Push(waiting, tree);
        while (waiting.TryPop(out var block))
        {
            switch (block)
            {
                case HeadingBlock heading:
                    var name = MarkdownText.Of(heading.Inline);
                    title ??= heading.Level == 1 ? name : null;
                    await output.BeginAsync(SectionKind.Text, name, heading.Level);
                    break;
                case YamlFrontMatterBlock or LinkReferenceDefinitionGroup:
                    break;
                case HtmlBlock html:
                    await MarkdownText.AppendHtmlAsync(html, output);
                    break;
                case LeafBlock leaf:
                    MarkdownText.AppendLeaf(leaf, output);
                    break;
                case TableRow row:
                    AppendRow(row, output);
                    break;
                case ContainerBlock container:
                    Push(waiting, container);
                    break;
            }

            await output.DrainAsync();
        }

        return title;
    }

    private static void AppendRow(TableRow row, SectionWriter output)
    {
        foreach (var cell in row.OfType<TableCell>())
        {
            output.Append(string.Join(' ', cell.OfType<LeafBlock>().Select(leaf => MarkdownText.Of(leaf.Inline))));
            output.Append("\t");
        }

        output.EndLine();
    }

    private static void Push(Stack<Block> waiting, ContainerBlock container)
    {
        for (var index = container.Count - 1; index >= 0; index--)
        {
            waiting.Push(container[index]);
        }
    }
}
