namespace DocProcessing.Extraction;

/// <summary>
/// Stands between a parser and the sink: numbers sections, divides long ones, cleans text and stops at the limit.
/// A parser begins a section, appends to it, and drains often, so that no more than a section is in memory.
/// </summary>
internal sealed class SectionWriter(IExtractionSink sink, ExtractionLimits limits, CancellationToken cancellationToken)
{
    private const int MaxHeadingLength = 500;

    private readonly CleanText _text = new();
    private SectionKind _kind = SectionKind.Text;
    private string? _heading;
    private int _level;
    private int? _page;
    private bool _headingWritten = true;
    private int _number;
    private long _characters;

    /// <summary>Gets whether any section was written.</summary>
    public bool HasText { get; private set; }

    /// <summary>Gets or sets whether the document has content that is no text, such as pages or pictures: then it is not empty.</summary>
    public bool HasOtherContent { get; set; }

    public bool AtLineStart => _text.AtLineStart;

    /// <summary>Gets what the sink threw, if it did: that is not the parser's fault.</summary>
    public Exception? SinkFault { get; private set; }

    /// <summary>Ends the section before and begins one. A heading alone makes a section too.</summary>
    public async ValueTask BeginAsync(SectionKind kind, string? heading = null, int level = 0, int? page = null)
    {
        await EndAsync();
        _kind = kind;
        _heading = CleanHeading(heading);
        _level = _heading is null ? 0 : Math.Max(1, level);
        _page = page;
        _headingWritten = _heading is null;
    }

    public void Append(ReadOnlySpan<char> text) => _text.Append(text);

    public void AppendLine(ReadOnlySpan<char> text)
    {
        _text.Append(text);
        EndLine();
    }

    /// <summary>Ends the line, unless it is empty.</summary>
    public void EndLine()
    {
        if (!_text.AtLineStart)
        {
            _text.Append("\n");
        }
    }

    /// <summary>Puts a blank line between paragraphs.</summary>
    public void EndParagraph()
    {
        if (_text.Length > 0)
        {
            EndLine();
            _text.Append("\n");
        }
    }

    /// <summary>Puts a space, unless one is there.</summary>
    public void Space()
    {
        if (!char.IsWhiteSpace(_text.Last) && _text.Length > 0)
        {
            _text.Append(" ");
        }
    }

    /// <summary>Passes on what is too much for one section. Cheap otherwise.</summary>
    public ValueTask DrainAsync()
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _text.Length > DocumentSection.MaxTextLength ? DrainLongAsync() : ValueTask.CompletedTask;
    }

    /// <summary>Ends the section.</summary>
    public async ValueTask EndAsync()
    {
        await DrainAsync();
        var words = _text.HasWords;
        var text = _text.TakeAll();
        if (words || !_headingWritten)
        {
            await WriteAsync(text);
        }
    }

    public void Describe(DocumentMetadata metadata) => sink.Describe(MetadataText.Clean(metadata));

    public void Report(long done, long total, string unit)
    {
        cancellationToken.ThrowIfCancellationRequested();
        sink.Report(done, total, unit);
    }

    public void Warn(string code, string message) => sink.Warn(code, message);

    private async ValueTask DrainLongAsync()
    {
        while (_text.Length > DocumentSection.MaxTextLength)
        {
            var words = _text.HasWords;
            var text = _text.TakeFirst(DocumentSection.MaxTextLength);
            if (words && !string.IsNullOrWhiteSpace(text))
            {
                await WriteAsync(text);
            }
        }
    }

    private async ValueTask WriteAsync(string text)
    {
        text = text.TrimEnd().TrimStart('\n', ' ');
        var room = limits.MaxTextCharacters - _characters;
        var truncated = text.Length > room;
        if (truncated)
        {
            text = text[..(int)(room > 0 && char.IsHighSurrogate(text[(int)room - 1]) ? room - 1 : room)];
        }

        if (text.Length > 0 || _heading is not null)
        {
            _characters += text.Length;
            HasText = true;
            _headingWritten = true;
            await SendAsync(new DocumentSection(_kind, ++_number, text, _heading, _level, _page));
        }

        if (truncated)
        {
            sink.Warn("text_truncated", $"Only the first {limits.MaxTextCharacters} characters of text were kept.");
            throw new TextLimitReachedException();
        }
    }

    private async ValueTask SendAsync(DocumentSection section)
    {
        try
        {
            await sink.WriteAsync(section, cancellationToken);
        }
        catch (Exception fault)
        {
            SinkFault = fault;
            throw;
        }
    }

    private static string? CleanHeading(string? heading)
    {
        var clean = MetadataText.Line(heading);
        return clean is null || clean.Length <= MaxHeadingLength ? clean : clean[..(char.IsHighSurrogate(clean[MaxHeadingLength - 1]) ? MaxHeadingLength - 1 : MaxHeadingLength)];
    }
}
