namespace DocProcessing.Postgres;

/// <summary>What a search looks for. User text reaches the server's query only as quoted words made of letters and digits.</summary>
/// <remarks>A tsvector keeps no more than 255 positions of a word and none beyond the 16 383rd, so phrases are looked up in the words themselves.</remarks>
internal sealed class SearchExpression
{
    private readonly List<(string[] Words, bool IsPrefix)> _terms;

    private SearchExpression(string owner, List<(string[] Words, bool IsPrefix)> terms)
    {
        _terms = terms;
        var key = OwnerWords.KeyOf(owner);
        Query = string.Join(" & ", terms.SelectMany(term => term.Words.Select(word => OwnerWords.Quote(key, word) + (term.IsPrefix ? ":*" : ""))).Distinct());
        Phrases = [.. terms.Where(term => term.Words.Length > 1).Select(term => $" {string.Join(' ', term.Words)} ")];
    }

    /// <summary>Gets the tsquery of all words.</summary>
    public string Query { get; }

    /// <summary>Gets what must stand in the section's words beside that.</summary>
    public string[] Phrases { get; }

    /// <summary>Reads what a user typed; <see langword="null"/> when there is no word in it.</summary>
    public static SearchExpression? For(string owner, string text)
    {
        var terms = SearchTerms.Parse(text)
            .Select(term => (Words: term.Words.Select(FoldedText.Fold).Where(word => word.Length > 0).ToArray(), term.IsPrefix))
            .Where(term => term.Words.Length > 0)
            .ToList();
        return terms.Count == 0 ? null : new SearchExpression(owner, terms);
    }

    /// <summary>Cuts the passage with the most finds out of a section's text.</summary>
    public string SnippetOf(string body)
    {
        var text = new FoldedText(body);
        var isFound = new bool[text.Words.Count];
        foreach (var (words, isPrefix) in _terms)
        {
            for (var start = 0; start + words.Length <= isFound.Length; start++)
            {
                if (StandsAt(text.Words, start, words, isPrefix))
                {
                    isFound.AsSpan(start, words.Length).Fill(true);
                }
            }
        }

        return SearchSnippet.Cut(text.Mark(Enumerable.Range(0, isFound.Length).Where(word => isFound[word])));
    }

    // Only a term of one word is a beginning.
    private static bool StandsAt(List<FoldedText.Word> text, int start, string[] words, bool isPrefix)
    {
        for (var i = 0; i < words.Length; i++)
        {
            var word = text[start + i].Folded;
            if (isPrefix ? !word.StartsWith(words[i], StringComparison.Ordinal) : word != words[i])
            {
                return false;
            }
        }

        return true;
    }
}
