using System.Globalization;

namespace DocProcessing.Analysis;

/// <summary>Reads text word by word, in lower case, with the marks between phrases. Nothing is allocated.</summary>
/// <param name="text">The text.</param>
/// <param name="room">Where a word is put: <see cref="MaxLength"/> characters.</param>
internal ref struct WordReader(ReadOnlySpan<char> text, Span<char> room)
{
    /// <summary>The length at which words are cut.</summary>
    public const int MaxLength = 64;

    private readonly ReadOnlySpan<char> _text = text;
    private readonly Span<char> _room = room;
    private int _place;

    /// <summary>Gets the word, valid until the next is read; empty where a phrase ends.</summary>
    public ReadOnlySpan<char> Word { get; private set; }

    /// <summary>Goes to the next word or mark.</summary>
    /// <returns><see langword="false"/> at the text's end, which ends a phrase before.</returns>
    public bool Read()
    {
        while (_place <= _text.Length)
        {
            var character = _place < _text.Length ? _text[_place] : '\n';
            if (IsInWord(character))
            {
                ReadWord();
                return true;
            }

            _place++;
            if (!char.IsWhiteSpace(character) || character == '\n')
            {
                Word = default;
                return true;
            }
        }

        return false;
    }

    private void ReadWord()
    {
        var start = _place;
        do
        {
            _place++;
        }
        while (_place < _text.Length && (IsInWord(_text[_place]) || (IsJoiner(_text[_place]) && _place + 1 < _text.Length && IsInWord(_text[_place + 1]))));

        var word = _text[start..Math.Min(_place, start + MaxLength)];
        Word = _room[..word.ToLowerInvariant(_room)];
    }

    private static bool IsInWord(char character) => char.IsAscii(character)
        ? char.IsAsciiLetterOrDigit(character)
        : char.IsLetterOrDigit(character) || char.IsSurrogate(character) || char.GetUnicodeCategory(character) == UnicodeCategory.NonSpacingMark;

    private static bool IsJoiner(char character) => character is '\'' or '’' or '-';
}
