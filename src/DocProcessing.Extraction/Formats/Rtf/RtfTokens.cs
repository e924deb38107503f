namespace DocProcessing.Extraction.Formats;

internal enum RtfTokenKind
{
    End,
    GroupStart,
    GroupEnd,
    Control,
    Byte,
    Character,
}

/// <summary>One token: a control word with its parameter, a byte of text in the current code page, or a character of its own.</summary>
internal readonly record struct RtfToken(RtfTokenKind Kind, string Word = "", int? Parameter = null, byte Value = 0);

/// <summary>Divides RTF into tokens.</summary>
internal sealed class RtfTokens(Stream stream)
{
    private const int MaxWordLength = 32;

    private readonly byte[] _block = new byte[64 * 1024];
    private readonly char[] _word = new char[MaxWordLength];
    private int _position;
    private int _length;

    public RtfToken Next()
    {
        while (true)
        {
            switch (Take())
            {
                case -1:
                    return new RtfToken(RtfTokenKind.End);
                case '{':
                    return new RtfToken(RtfTokenKind.GroupStart);
                case '}':
                    return new RtfToken(RtfTokenKind.GroupEnd);
                case '\\':
                    return Control();
                case '\r' or '\n' or 0:
                    continue;
                case var value:
                    return new RtfToken(RtfTokenKind.Byte, Value: (byte)value);
            }
        }
    }

    public void Skip(int count)
    {
        for (; count > 0 && Take() >= 0; count--)
        {
        }
    }

    private RtfToken Control()
    {
        var first = Take();
        if (first == '\'')
        {
            return new RtfToken(RtfTokenKind.Byte, "'", Value: (byte)((Digit(Take()) << 4) | Digit(Take())));
        }

        if (first < 0 || !char.IsAsciiLetter((char)first))
        {
            return Symbol(first);
        }

        var length = 0;
        for (_word[length++] = (char)first; Peek() is >= 0 and var next && char.IsAsciiLetter((char)next); Take())
        {
            if (length == MaxWordLength)
            {
                throw new InvalidDataException("A control word is longer than any.");
            }

            _word[length++] = (char)next;
        }

        var parameter = Number();
        if (Peek() == ' ')
        {
            Take();
        }

        return new RtfToken(RtfTokenKind.Control, new string(_word, 0, length), parameter);
    }

    private static RtfToken Symbol(int symbol) => symbol switch
    {
        -1 => new RtfToken(RtfTokenKind.End),
        '\\' or '{' or '}' => new RtfToken(RtfTokenKind.Byte, Value: (byte)symbol),
        '\r' or '\n' => new RtfToken(RtfTokenKind.Control, "par"),
        '~' => new RtfToken(RtfTokenKind.Character, " "),
        '_' => new RtfToken(RtfTokenKind.Character, "-"),
        _ => new RtfToken(RtfTokenKind.Control, ((char)symbol).ToString()),
    };

    private int? Number()
    {
        var negative = Peek() == '-';
        if (negative)
        {
            Take();
        }

        long? value = null;
        for (; Peek() is >= '0' and <= '9' and var digit; Take())
        {
            value = Math.Min(((value ?? 0) * 10) + (digit - '0'), int.MaxValue);
        }

        return (int?)(negative ? -value : value);
    }

    private static int Digit(int character) => char.IsAsciiHexDigit((char)Math.Max(0, character)) ? Convert.ToInt32(((char)character).ToString(), 16) : 0;

    private int Take()
    {
        var value = Peek();
        _position++;
        return value;
    }

    private int Peek()
    {
        if (_position >= _length)
        {
            (_position, _length) = (0, stream.Read(_block));
            if (_length == 0)
            {
                return -1;
            }
        }

        return _block[_position];
    }
}
