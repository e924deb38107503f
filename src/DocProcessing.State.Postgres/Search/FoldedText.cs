using System.Globalization;
using System.Text;

namespace DocProcessing.Postgres;

/// <summary>The words of a text, without case and accents, and where they stand in it.</summary>
/// <remarks>Words are divided here and not by the server's parser: that one makes one word of an address, and goes by the locale of its database.</remarks>
internal sealed class FoldedText
{
    // Far below what a word of a tsvector may have, and longer than any that is looked for.
    private const int MaxWordLength = 255;

    public FoldedText(string text)
    {
        Text = text;
        for (var position = 0; position < text.Length;)
        {
            var length = WordLength(text.AsSpan(position));
            if (length > 0 && Fold(text.Substring(position, length)) is { Length: > 0 } folded)
            {
                Words.Add(new Word(folded, position, length));
            }

            position += Math.Max(1, length);
        }
    }

    public string Text { get; }

    public List<Word> Words { get; } = [];

    /// <summary>Folds a word; nothing is left of one that is made of accents only.</summary>
    public static string Fold(string word)
    {
        if (word.Length > MaxWordLength)
        {
            word = word[..(char.IsHighSurrogate(word[MaxWordLength - 1]) ? MaxWordLength - 1 : MaxWordLength)];
        }

        return Ascii.IsValid(word) ? word.ToLowerInvariant() : WithoutAccents(word).ToLowerInvariant();
    }

    /// <summary>Marks the words of every find.</summary>
    public string Mark(IEnumerable<int> finds)
    {
        var marked = new StringBuilder(Text.Length + 64);
        var end = 0;
        foreach (var word in finds.Select(find => Words[find]))
        {
            marked.Append(Text, end, word.Position - end).Append(SearchHit.HighlightStart);
            marked.Append(Text, word.Position, word.Length).Append(SearchHit.HighlightEnd);
            end = word.Position + word.Length;
        }

        return marked.Append(Text, end, Text.Length - end).ToString();
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

    private static string WithoutAccents(string word) =>
        string.Concat(word.Normalize(NormalizationForm.FormD).Where(character => char.GetUnicodeCategory(character) != UnicodeCategory.NonSpacingMark))
            .Normalize(NormalizationForm.FormC);

    /// <param name="Folded">The word as it is compared.</param>
    /// <param name="Position">Where it begins in the text.</param>
    /// <param name="Length">How many characters it has in the text.</param>
    internal readonly record struct Word(string Folded, int Position, int Length);
}
