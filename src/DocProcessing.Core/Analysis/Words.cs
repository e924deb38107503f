namespace DocProcessing.Analysis;

/// <summary>Divides text into words, in lower case, and the marks between phrases.</summary>
internal static class Words
{
    private const int MaxLength = 64;

    internal readonly record struct Token(string Text, bool EndsPhrase);

    public static IEnumerable<Token> Read(string text)
    {
        var start = -1;
        for (var index = 0; index <= text.Length; index++)
        {
            var character = index < text.Length ? text[index] : '\n';
            if (IsInWord(character) || (start >= 0 && IsJoiner(character) && index + 1 < text.Length && IsInWord(text[index + 1])))
            {
                start = start < 0 ? index : start;
                continue;
            }

            if (start >= 0)
            {
                yield return new Token(text[start..Math.Min(index, start + MaxLength)].ToLowerInvariant(), EndsPhrase: false);
                start = -1;
            }

            if (!char.IsWhiteSpace(character) || character == '\n')
            {
                yield return new Token(string.Empty, EndsPhrase: true);
            }
        }
    }

    private static bool IsInWord(char character) => char.IsLetterOrDigit(character) || char.IsSurrogate(character) || char.GetUnicodeCategory(character) == System.Globalization.UnicodeCategory.NonSpacingMark;

    private static bool IsJoiner(char character) => character is '\'' or '’' or '-';
}
