namespace DocProcessing.Core.Tests.InMemory;

public sealed class SearchSnippetTests
{
    [Fact]
    public void A_short_text_is_given_whole_on_one_line() =>
        Assert.Equal("one \u0002two\u0003 three", SearchSnippet.Cut(" one\n\n \u0002two\u0003\tthree\n"));

    [Fact]
    public void The_passage_with_the_most_finds_is_cut_out_at_words()
    {
        var filler = string.Concat(Enumerable.Repeat("filler ", 100));

        var snippet = SearchSnippet.Cut($"{filler}\u0002once\u0003 {filler}\u0002here\u0003 and \u0002here\u0003 {filler}", 100);

        Assert.Contains("\u0002here\u0003 and \u0002here\u0003", snippet, StringComparison.Ordinal);
        Assert.StartsWith("…filler", snippet, StringComparison.Ordinal);
        Assert.EndsWith("filler…", snippet, StringComparison.Ordinal);
        Assert.InRange(snippet.Length, 80, 150);
    }

    [Fact]
    public void A_find_longer_than_the_passage_is_cut_and_closed()
    {
        var snippet = SearchSnippet.Cut($"before \u0002{new string('a', 5000)}\u0003 after", 100);

        Assert.Equal(1, snippet.Count(character => character == SearchHit.HighlightStart));
        Assert.Equal(1, snippet.Count(character => character == SearchHit.HighlightEnd));
        Assert.EndsWith("a\u0003…", snippet, StringComparison.Ordinal);
        Assert.InRange(snippet.Length, 50, 200);
    }

    [Fact]
    public void However_it_is_cut_marks_stay_in_pairs_and_characters_whole()
    {
        var random = new Random(815);
        for (var i = 0; i < 5000; i++)
        {
            var text = new System.Text.StringBuilder();
            for (var word = random.Next(1, 40); word > 0; word--)
            {
                var letters = string.Concat(Enumerable.Repeat(random.Next(3) == 0 ? "\ud83d\ude00" : "x", random.Next(1, random.Next(1, 90))));
                text.Append(random.Next(3) == 0 ? $"\u0002{letters}\u0003" : letters).Append(random.Next(4) == 0 ? "-" : " ");
            }

            var snippet = SearchSnippet.Cut(text.ToString(), random.Next(50, 300));

            var marks = string.Concat(snippet.Where(character => character is SearchHit.HighlightStart or SearchHit.HighlightEnd));
            Assert.Equal("", marks.Replace("\u0002\u0003", "", StringComparison.Ordinal));
            Assert.Equal(snippet, System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(snippet)));
        }
    }

    [Theory]
    [InlineData("one two", "one|two")]
    [InlineData("\"one two\" three", "one two|three")]
    [InlineData("docu* x", "docu*|x")]
    [InlineData("a-b", "a|b")]
    [InlineData("\"open", "open")]
    [InlineData("\"\" * -", "")]
    public void A_search_text_is_read_as_terms(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', SearchTerms.Parse(text).Select(term => string.Join(' ', term.Words) + (term.IsPrefix ? "*" : ""))));

    [Fact]
    public void Terms_beyond_the_limit_are_passed_over() =>
        Assert.Equal(SearchTerms.MaxTerms, SearchTerms.Parse(string.Concat(Enumerable.Repeat("a ", 1000))).Count);
}
