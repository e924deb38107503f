using AngleSharp.Html;
using AngleSharp.Html.Parser;
using AngleSharp.Html.Parser.Tokens;
using AngleSharp.Text;

namespace DocProcessing.Extraction.Formats;

/// <summary>
/// Reads HTML's text from its tokens. No tree is built: elements nested a hundred thousand deep cost nothing,
/// where a tree would take quadratic time to build and a deep stack to walk.
/// </summary>
internal sealed class HtmlText(SectionWriter output, bool divideByHeadings = true)
{
    private readonly System.Text.StringBuilder _heading = new();
    private string? _skipped;
    private int _skippedDepth;
    private int _headingLevel;
    private bool _inTitle;
    private bool _preformatted;

    public HtmlMetadata Metadata { get; } = new();

    public async ValueTask ReadAsync(TextSource source)
    {
        var tokenizer = new HtmlTokenizer(source, HtmlEntityProvider.Resolver) { SkipComments = true, SkipProcessingInstructions = true };
        for (var token = tokenizer.Get(); token.Type != HtmlTokenType.EndOfFile; token = tokenizer.Get())
        {
            switch (token.Type)
            {
                case HtmlTokenType.StartTag:
                    await StartAsync(token.AsTag(), tokenizer);
                    break;
                case HtmlTokenType.EndTag:
                    await EndAsync(token.Name);
                    break;
                case HtmlTokenType.Character:
                    AppendText(token.Data);
                    break;
            }

            await output.DrainAsync();
        }

        await EndHeadingAsync();
    }

    private async ValueTask StartAsync(HtmlTagToken tag, HtmlTokenizer tokenizer)
    {
        var name = tag.Name;
        tokenizer.State = HtmlElements.ContentMode(name);
        if (_skipped is not null)
        {
            _skippedDepth += name == _skipped ? 1 : 0;
            return;
        }

        if (HtmlElements.IsSkipped(name) && !tag.IsSelfClosing)
        {
            (_skipped, _skippedDepth) = (name, 1);
            return;
        }

        Metadata.Take(tag);
        _inTitle = _inTitle || (name == "title" && Metadata.Title is null);
        _preformatted = _preformatted || name == "pre";
        output.HasOtherContent |= name is "img" or "video" or "audio" or "canvas";
        if (HtmlElements.HeadingLevel(name) is var level and > 0 && divideByHeadings)
        {
            await EndHeadingAsync();
            _headingLevel = level;
        }
        else
        {
            Break(name);
            SeparateCell(name);
        }
    }

    private async ValueTask EndAsync(string name)
    {
        if (_skipped is not null)
        {
            if (name == _skipped && --_skippedDepth == 0)
            {
                _skipped = null;
            }

            return;
        }

        _inTitle = _inTitle && name != "title";
        _preformatted = _preformatted && name != "pre";
        if (_headingLevel > 0 && HtmlElements.HeadingLevel(name) > 0)
        {
            await EndHeadingAsync();
        }
        else
        {
            Break(name);
        }
    }

    private async ValueTask EndHeadingAsync()
    {
        if (_headingLevel > 0 && _heading.ToString().AsSpan().ContainsAnyExcept(' ', '\n', '\t'))
        {
            await output.BeginAsync(SectionKind.Text, _heading.ToString(), _headingLevel);
        }

        _heading.Clear();
        _headingLevel = 0;
    }

    private void Break(string name)
    {
        if (_headingLevel > 0)
        {
            _heading.Append(' ');
        }
        else if (HtmlElements.IsBlock(name))
        {
            output.EndLine();
        }
    }

    // Before a cell and not after it: the end tag may be left out.
    private void SeparateCell(string name)
    {
        if (_headingLevel == 0 && name is "td" or "th" && !output.AtLineStart)
        {
            output.Append("\t");
        }
    }

    private void AppendText(string text)
    {
        if (_skipped is not null)
        {
            return;
        }

        if (_inTitle)
        {
            Metadata.AppendTitle(text);
        }
        else if (_headingLevel > 0 && _heading.Length < 2000)
        {
            _heading.Append(text);
        }
        else if (_preformatted)
        {
            output.Append(text);
        }
        else
        {
            AppendCollapsed(text);
        }
    }

    private void AppendCollapsed(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            var word = text.IndexOfAny(" \t\r\n\f");
            if (word != 0)
            {
                output.Append(word < 0 ? text : text[..word]);
                text = word < 0 ? [] : text[word..];
            }
            else
            {
                text = text.TrimStart(" \t\r\n\f");
                output.Space();
            }
        }
    }
}
