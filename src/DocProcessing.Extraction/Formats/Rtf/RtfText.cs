using System.Collections.Frozen;
using System.Text;
using DocProcessing.Extraction.Text;

namespace DocProcessing.Extraction.Formats;

/// <summary>Turns tokens into text: follows groups, code pages, and destinations that are not text.</summary>
internal sealed class RtfText(SectionWriter output)
{
    private const int MaxDepth = 100_000;

    private static readonly FrozenSet<string> SilentDestinations = FrozenSet.Create(
        StringComparer.Ordinal,
        "fonttbl", "colortbl", "stylesheet", "listtable", "listoverridetable", "revtbl", "rsidtbl", "generator", "pict", "object", "objdata", "themedata", "colorschememapping",
        "datastore", "latentstyles", "fldinst", "xmlnstbl", "mmathPr", "header", "footer", "headerl", "headerr", "headerf", "footerl", "footerr", "footerf", "filetbl",
        "nonshppict", "bkmkstart", "bkmkend", "userprops", "operator", "company", "category", "keywords", "subject", "comment", "doccomm", "printim", "buptim", "wgrffmtfilter");

    private readonly Stack<Group> _groups = new();
    private readonly List<byte> _bytes = [];
    private readonly Dictionary<int, Encoding> _fonts = [];
    private readonly Dictionary<string, StringBuilder> _facts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _dates = new(StringComparer.Ordinal);
    private Encoding _document = TextEncoding.ByCodePage(1252)!;
    private Group _group = new();
    private int _fallbackToSkip;
    private int _fontInTable;
    private bool _wasStarred;

    public bool IsClosed => _groups.Count == 0;

    public DocumentMetadata Metadata => new()
    {
        Title = _facts.GetValueOrDefault("title")?.ToString(),
        Authors = _facts.TryGetValue("author", out var author) ? [author.ToString()] : [],
        CreatedAt = Date("creatim"),
        ModifiedAt = Date("revtim"),
    };

    public void Take(RtfToken token)
    {
        if (token.Kind == RtfTokenKind.Byte && _fallbackToSkip == 0)
        {
            _bytes.Add(token.Value);
            if (_bytes.Count >= 4096)
            {
                FlushComplete();
            }

            return;
        }

        if (token.Kind is RtfTokenKind.Byte or RtfTokenKind.Character && _fallbackToSkip > 0)
        {
            _fallbackToSkip--;
            return;
        }

        Flush();
        switch (token.Kind)
        {
            case RtfTokenKind.GroupStart:
                Open();
                break;
            case RtfTokenKind.GroupEnd:
                _fallbackToSkip = 0;
                _group = _groups.TryPop(out var outer) ? outer : throw new InvalidDataException("A group ends that did not begin.");
                break;
            case RtfTokenKind.Character:
                Write(token.Word);
                break;
            case RtfTokenKind.Control:
                Control(token.Word, token.Parameter);
                break;
        }
    }

    private void Open()
    {
        _fallbackToSkip = 0;
        if (_groups.Count >= MaxDepth)
        {
            throw new DocumentRejectedException(RejectionReasons.TooComplex, $"The document has groups nested more than {MaxDepth} deep.");
        }

        _groups.Push(_group);
    }

    private void Control(string word, int? parameter)
    {
        var starred = _wasStarred;
        _wasStarred = word == "*";
        if (SilentDestinations.Contains(word) || (starred && word is not ("shpinst" or "shptxt")))
        {
            _group = _group with { Destination = word };
            output.HasOtherContent |= word is "pict" or "object";
            return;
        }

        switch (word)
        {
            case "u" when parameter is { } code:
                Write(((char)(ushort)code).ToString());
                _fallbackToSkip = _group.FallbackLength;
                break;
            case "uc":
                _group = _group with { FallbackLength = Math.Clamp(parameter ?? 1, 0, 16) };
                break;
            case "ansicpg" when parameter is { } page:
                _document = TextEncoding.ByCodePage(page) ?? _document;
                break;
            case "mac":
                _document = TextEncoding.ByCodePage(10000) ?? _document;
                break;
            case "pc":
                _document = TextEncoding.ByCodePage(437) ?? _document;
                break;
            case "f" when parameter is { } font:
                _fontInTable = font;
                _group = _group with { Encoding = _fonts.GetValueOrDefault(font) };
                break;
            case "fcharset" when _group.Destination == "fonttbl" && RtfCharset.Of(parameter ?? 0) is { } encoding:
                _fonts[_fontInTable] = encoding;
                break;
            case "title" or "author" or "creatim" or "revtim" or "info":
                _group = _group with { Destination = word };
                break;
            case "yr" or "mo" or "dy" or "hr" or "min" when parameter is { } value:
                _dates[$"{_group.Destination}.{word}"] = value;
                break;
            default:
                WriteControl(word);
                break;
        }
    }

    private void WriteControl(string word)
    {
        var text = word switch
        {
            "par" or "line" or "sect" or "page" or "row" or "column" => "\n",
            "tab" or "cell" or "nestcell" => "\t",
            "emdash" => "—",
            "endash" => "–",
            "lquote" => "‘",
            "rquote" => "’",
            "ldblquote" => "“",
            "rdblquote" => "”",
            "bullet" => "•",
            "emspace" or "enspace" or "qmspace" => " ",
            _ => null,
        };
        if (text is not null)
        {
            Write(text);
        }
    }

    private void Flush()
    {
        if (_bytes.Count > 0)
        {
            Write((_group.Encoding ?? _document).GetString(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_bytes)));
            _bytes.Clear();
        }
    }

    // A double-byte character must not be torn; one that begins after an ASCII space cannot be.
    private void FlushComplete()
    {
        if (_bytes[^1] < 0x30 || _bytes.Count > 64 * 1024)
        {
            Flush();
        }
    }

    private void Write(string text)
    {
        if (_group.Destination is null)
        {
            output.Append(text);
        }
        else if (_group.Destination is "title" or "author")
        {
            if (!_facts.TryGetValue(_group.Destination, out var fact))
            {
                _facts[_group.Destination] = fact = new StringBuilder();
            }

            fact.Append(text.AsSpan(0, Math.Min(text.Length, Math.Max(0, 2000 - fact.Length))));
        }
    }

    private DateTimeOffset? Date(string name)
    {
        var text = $"{Part("yr"):0000}-{Part("mo"):00}-{Part("dy"):00}T{Part("hr"):00}:{Part("min"):00}:00";
        return MetadataText.Date(text);

        int Part(string part) => _dates.GetValueOrDefault($"{name}.{part}");
    }

    /// <summary>What a group inherits from the one around it.</summary>
    private sealed record Group(string? Destination = null, Encoding? Encoding = null, int FallbackLength = 1);
}
