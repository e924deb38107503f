using System.Collections.Frozen;

namespace DocProcessing.Analysis;

/// <summary>What is told of a text, gathered section by section.</summary>
internal sealed class TextSummary(FrozenSet<string> functionWords)
{
    private const int MaxHeadings = 500;
    private const int MaxHeadingLength = 300;

    private readonly KeyPhrases _phrases = new(functionWords);
    private readonly List<DocumentHeading> _headings = [];

    public IReadOnlyList<DocumentHeading> Headings => _headings;

    public string? FirstLine { get; private set; }

    public long WordCount { get; private set; }

    public long CharacterCount { get; private set; }

    public void Add(DocumentSection section)
    {
        CharacterCount += section.Text.Length;
        FirstLine ??= FirstLineOf(section.Text);
        if (section is { Heading: { Length: > 0 } heading, Kind: not SectionKind.Attachment } && _headings.Count < MaxHeadings)
        {
            _headings.Add(new DocumentHeading(Math.Max(1, section.Level), Cut(heading, MaxHeadingLength), section.Page));
        }

        var words = new WordReader(section.Text, stackalloc char[WordReader.MaxLength]);
        while (words.Read())
        {
            if (words.Word.IsEmpty)
            {
                _phrases.Break();
            }
            else
            {
                WordCount++;
                _phrases.Add(words.Word);
            }
        }
    }

    public IReadOnlyList<string> KeyPhrases(int limit) => _phrases.Answer(limit);

    /// <summary>Cuts what is too long, and no character in two.</summary>
    public static string Cut(string text, int length)
    {
        text = text.Trim();
        return text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
    }

    private static string? FirstLineOf(string text)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (!line.IsWhiteSpace())
            {
                return line.Trim().ToString();
            }
        }

        return null;
    }
}
