using System.Globalization;
using System.Text;

namespace DocProcessing.InMemory;

/// <summary>A section's text and where its words stand.</summary>
internal sealed class IndexedText
{
    private readonly string _text;
    private readonly List<Word> _words = [];

    public IndexedText(string text, int? page)
    {
        _text = SearchSnippet.Clean(text);
        Page = page;
        for (var position = 0; position < _text.Length;)
        {
            var length = WordLength(_text.AsSpan(position));
            if (length > 0)
            {
                _words.Add(new Word(Fold(_text.Substring(position, length)), position, length));
            }

            position += Math.Max(1, length);
        }
    }

    public int? Page { get; }

    /// <summary>Finds the terms: the words of every find, in order; none when one of the terms does not stand here.</summary>
    public IReadOnlyCollection<int> Find(IReadOnlyList<SearchTerm> terms)
    {
        var finds = new SortedSet<int>();
        foreach (var term in terms)
        {
            var words = term.Words.Select(Fold).ToList();
            var starts = Enumerable.Range(0, Math.Max(0, _words.Count - words.Count + 1)).Where(start => StandsAt(start, words, term.IsPrefix)).ToList();
            if (starts.Count == 0)
            {
                return [];
            }

            finds.UnionWith(starts.SelectMany(start => Enumerable.Range(start, words.Count)));
        }

        return finds;
    }

    public double Score(IReadOnlyCollection<int> finds) => finds.Count / Math.Sqrt(_words.Count);

    public string Mark(IEnumerable<int> finds)
    {
        var marked = new StringBuilder(_text);
        foreach (var word in finds.Reverse().Select(find => _words[find]))
        {
            marked.Insert(word.Position + word.Length, SearchHit.HighlightEnd).Insert(word.Position, SearchHit.HighlightStart);
        }

        return marked.ToString();
    }

    private static int WordLength(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (Rune.DecodeFromUtf16(text[length..], out var character, out var consumed) == System.Buffers.OperationStatus.Done && SearchTerms.IsWordCharacter(character))
        {
            length += consumed;
        }

        return length;
    }

    private static string Fold(string word) =>
        string.Concat(word.Normalize(NormalizationForm.FormD).Where(character => char.GetUnicodeCategory(character) != UnicodeCategory.NonSpacingMark)).ToLowerInvariant();

    private bool StandsAt(int start, List<string> words, bool isPrefix)
    {
        for (var i = 0; i < words.Count; i++)
        {
            var beginningIsEnough = isPrefix && i == words.Count - 1;
            if (beginningIsEnough ? !_words[start + i].Folded.StartsWith(words[i], StringComparison.Ordinal) : _words[start + i].Folded != words[i])
            {
                return false;
            }
        }

        return true;
    }

    private readonly record struct Word(string Folded, int Position, int Length);
}
