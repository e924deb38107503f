using System.Buffers;
using System.Text;

namespace DocProcessing.Extraction;

/// <summary>
/// Gathers text and keeps out what stores and JSON cannot hold: control characters, halves of surrogate pairs and line ends other than <c>\n</c>.
/// </summary>
internal sealed class CleanText
{
    private static readonly SearchValues<char> Suspects = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Where(code => code is not ('\t' or '\n')).Select(code => (char)code), '\u007f', '\ufeff', '\ufffe', '\uffff',
         .. Enumerable.Range(0xD800, 0x800).Select(code => (char)code)]);

    private readonly StringBuilder _text = new();
    private char _highSurrogate;
    private bool _afterReturn;

    public int Length => _text.Length;

    public bool AtLineStart => _text.Length == 0 || _text[^1] == '\n';

    public char Last => _text.Length == 0 ? '\0' : _text[^1];

    public bool HasWords { get; private set; }

    public void Append(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            var plain = text.IndexOfAny(Suspects);
            plain = plain < 0 ? text.Length : plain;
            if (plain > 0)
            {
                AppendPlain(text[..plain]);
                text = text[plain..];
            }
            else
            {
                AppendSuspect(text[0]);
                text = text[1..];
            }
        }
    }

    /// <summary>Takes the first characters out, ending at a line or a word where one ends in the second half.</summary>
    public string TakeFirst(int maximum)
    {
        if (_text.Length <= maximum)
        {
            return TakeAll();
        }

        var first = _text.ToString(0, maximum);
        var cut = first.LastIndexOf('\n') + 1;
        cut = cut > maximum / 2 ? cut : first.LastIndexOf(' ') + 1;
        cut = cut > maximum / 2 ? cut : maximum;
        cut = char.IsHighSurrogate(first[cut - 1]) ? cut - 1 : cut;
        _text.Remove(0, cut);
        return first[..cut];
    }

    public string TakeAll()
    {
        FlushSurrogate();
        var all = _text.ToString();
        _text.Clear();
        HasWords = false;
        return all;
    }

    private void AppendPlain(ReadOnlySpan<char> text)
    {
        FlushSurrogate();
        if (_afterReturn && text[0] == '\n')
        {
            text = text[1..];
        }

        _afterReturn = false;
        _text.Append(text);
        HasWords = HasWords || text.ContainsAnyExcept(' ', '\n', '\t');
    }

    private void AppendSuspect(char character)
    {
        if (char.IsLowSurrogate(character) && _highSurrogate != '\0')
        {
            _text.Append(_highSurrogate).Append(character);
            _highSurrogate = '\0';
            HasWords = true;
            return;
        }

        FlushSurrogate();
        _afterReturn = character == '\r';
        switch (character)
        {
            case '\r' or '\f' or '\v':
                _text.Append('\n');
                break;
            case var high when char.IsHighSurrogate(high):
                _highSurrogate = high;
                break;
            case var low when char.IsLowSurrogate(low):
                _text.Append('\ufffd');
                break;
        }
    }

    private void FlushSurrogate()
    {
        if (_highSurrogate != '\0')
        {
            _highSurrogate = '\0';
            _text.Append('\ufffd');
        }
    }
}
