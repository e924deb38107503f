using System.Globalization;
using System.Text;

namespace DocProcessing;

/// <summary>Something that a section must hold: a word, the beginning of one, or several in a row.</summary>
/// <param name="Words">The words as the user typed them, never empty, made of nothing but what <see cref="SearchTerms.IsWordCharacter"/> allows.</param>
/// <param name="IsPrefix">Whether the last word is the beginning of a word.</param>
public sealed record SearchTerm(IReadOnlyList<string> Words, bool IsPrefix);

/// <summary>Reads <see cref="SearchQuery.Text"/>, in the same way for every index.</summary>
public static class SearchTerms
{
    /// <summary>The largest number of terms that are looked for; what a user types beyond them is passed over.</summary>
    public const int MaxTerms = 64;

    /// <summary>Tells whether a character is part of a word: letters, numbers, the marks that go with them, and private use. All others divide words.</summary>
    /// <param name="character">The character.</param>
    /// <returns><see langword="true"/> when it is part of a word.</returns>
    public static bool IsWordCharacter(Rune character) => Rune.GetUnicodeCategory(character) is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter
        or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber
        or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark or UnicodeCategory.PrivateUse;

    /// <summary>Reads what a user typed.</summary>
    /// <param name="text">Any text at all.</param>
    /// <returns>The terms, all of which a section must hold; none when there is no word in the text.</returns>
    public static IReadOnlyList<SearchTerm> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var terms = new List<SearchTerm>();
        var rest = text.AsSpan();
        while (!rest.IsEmpty && terms.Count < MaxTerms)
        {
            // A quote that nothing closes divides words like any other character.
            if (rest[0] == '"' && rest[1..].IndexOf('"') is >= 0 and var length)
            {
                AddPhrase(terms, rest.Slice(1, length));
                rest = rest[(length + 2)..];
                continue;
            }

            var word = TakeWord(ref rest);
            if (word.Length > 0)
            {
                terms.Add(new SearchTerm([word], rest is ['*', ..]));
            }
            else
            {
                rest = rest[1..];
            }
        }

        return terms;
    }

    private static void AddPhrase(List<SearchTerm> terms, ReadOnlySpan<char> text)
    {
        var words = new List<string>();
        while (!text.IsEmpty && words.Count < MaxTerms)
        {
            if (TakeWord(ref text) is { Length: > 0 } word)
            {
                words.Add(word);
            }
            else
            {
                text = text[1..];
            }
        }

        if (words.Count > 0)
        {
            terms.Add(new SearchTerm(words, IsPrefix: false));
        }
    }

    private static string TakeWord(ref ReadOnlySpan<char> text)
    {
        var length = 0;
        while (Rune.DecodeFromUtf16(text[length..], out var character, out var consumed) == System.Buffers.OperationStatus.Done && IsWordCharacter(character))
        {
            length += consumed;
        }

        var word = text[..length].ToString();
        text = text[length..];
        return word;
    }
}
