using System.Text;

namespace DocProcessing;

/// <summary>Makes <see cref="SearchHit.Snippet"/>, for indexes whose engine marks found words in a whole text.</summary>
public static class SearchSnippet
{
    private const int ContextBefore = 40;

    /// <summary>Takes out of a text what must not be indexed: the highlight marks, since snippets use them, and U+0000, which some engines take for the text's end.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The text, with a space in place of each.</returns>
    public static string Clean(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.AsSpan().IndexOfAny(SearchHit.HighlightStart, SearchHit.HighlightEnd, '\0') < 0
            ? text
            : text.Replace(SearchHit.HighlightStart, ' ').Replace(SearchHit.HighlightEnd, ' ').Replace('\0', ' ');
    }

    /// <summary>Cuts the passage with the most found words out of a text.</summary>
    /// <param name="marked">The text; every found word stands between <see cref="SearchHit.HighlightStart"/> and <see cref="SearchHit.HighlightEnd"/>.</param>
    /// <param name="length">About how many characters the passage has.</param>
    /// <returns>The passage on one line, an ellipsis where it was cut; the text's beginning when nothing is marked.</returns>
    public static string Cut(string marked, int length = 240)
    {
        ArgumentNullException.ThrowIfNull(marked);
        var start = StartOfWord(marked, Math.Max(0, BestMark(marked, length - ContextBefore) - ContextBefore));
        var end = EndOfWord(marked, Math.Min(marked.Length, start + length));
        var snippet = new StringBuilder(end - start + 2);
        if (start > 0)
        {
            snippet.Append('…');
        }

        // A found phrase may be longer than the passage: its marks are closed where it is cut.
        if (IsFound(marked, start))
        {
            snippet.Append(SearchHit.HighlightStart);
        }

        AppendOnOneLine(snippet, marked.AsSpan(start, end - start).Trim());
        if (IsFound(marked, end))
        {
            snippet.Append(SearchHit.HighlightEnd);
        }

        if (end < marked.Length)
        {
            snippet.Append('…');
        }

        return snippet.ToString();
    }

    private static int BestMark(string marked, int window)
    {
        var marks = new Queue<int>();
        var (best, most) = (0, 0);
        for (var mark = marked.IndexOf(SearchHit.HighlightStart, StringComparison.Ordinal); mark >= 0; mark = marked.IndexOf(SearchHit.HighlightStart, mark + 1))
        {
            marks.Enqueue(mark);
            while (mark - marks.Peek() > window)
            {
                marks.Dequeue();
            }

            if (marks.Count > most)
            {
                (best, most) = (marks.Peek(), marks.Count);
            }
        }

        return best;
    }

    private static int StartOfWord(string text, int position)
    {
        var start = position;
        while (start > 0 && start > position - ContextBefore && !char.IsWhiteSpace(text[start - 1]))
        {
            start--;
        }

        return SplitsPair(text, start) ? start - 1 : start;
    }

    private static int EndOfWord(string text, int position)
    {
        var end = position;
        while (end < text.Length && end < position + ContextBefore && !char.IsWhiteSpace(text[end]))
        {
            end++;
        }

        return SplitsPair(text, end) ? end + 1 : end;
    }

    private static bool IsFound(string text, int position) =>
        position > 0 && position < text.Length
        && text.LastIndexOf(SearchHit.HighlightStart, position - 1) is >= 0 and var open
        && text.IndexOf(SearchHit.HighlightEnd, open) >= position;

    private static bool SplitsPair(string text, int position) =>
        position > 0 && position < text.Length && char.IsSurrogatePair(text[position - 1], text[position]);

    private static void AppendOnOneLine(StringBuilder snippet, ReadOnlySpan<char> text)
    {
        var spaced = false;
        foreach (var character in text)
        {
            if (!char.IsWhiteSpace(character))
            {
                snippet.Append(character);
                spaced = false;
            }
            else if (!spaced)
            {
                snippet.Append(' ');
                spaced = true;
            }
        }
    }
}
