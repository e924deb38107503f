namespace DocProcessing.Extraction.Formats;

/// <summary>Turns separated values (RFC 4180) into rows divided by tabs, as the characters come.</summary>
internal sealed class CsvRows(char delimiter, SectionWriter output)
{
    private bool _quoted;
    private bool _fieldStart = true;
    private bool _quoteBefore;

    public void Append(ReadOnlySpan<char> text)
    {
        var from = 0;
        for (var index = 0; index < text.Length; index++)
        {
            var character = text[index];
            if (IsPlain(character))
            {
                _fieldStart = false;
                continue;
            }

            output.Append(text[from..index]);
            from = index + 1;
            Special(character);
        }

        output.Append(text[from..]);
    }

    private bool IsPlain(char character) => !_quoteBefore && character != '"' && (_quoted ? character is not ('\n' or '\r' or '\t') : character != delimiter && character is not ('\n' or '\r'));

    private void Special(char character)
    {
        if (_quoteBefore)
        {
            _quoteBefore = false;
            if (character == '"')
            {
                output.Append("\"");
                return;
            }

            _quoted = false;
        }

        if (_quoted)
        {
            _quoteBefore = character == '"';
            output.Append(_quoteBefore ? "" : " ");
            return;
        }

        _quoted = character == '"' && _fieldStart;
        _fieldStart = character == delimiter || character is '\n' or '\r';
        output.Append(_quoted ? "" : character == delimiter ? "\t" : [character]);
    }
}
