using System.Collections.Frozen;

namespace DocProcessing.Analysis;

/// <summary>The built-in analyzer: title, authors, dates, language, counts, headings and key phrases, in one pass and bounded memory.</summary>
internal sealed class TextAnalyzer : IDocumentAnalyzer
{
    private const int MaxHeadings = 500;
    private const int MaxHeadingLength = 300;
    private const int MaxKeyPhrases = 10;
    private const int MaxTitleLength = 300;

    public string Name => "text";

    public async Task<DocumentAnalysis> AnalyzeAsync(AnalysisRequest document, DocumentAnalysis found, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(found);
        var (language, confidence) = await LanguageOfAsync(document, cancellationToken);
        var phrases = new KeyPhrases(language is not null && FunctionWords.ByLanguage.TryGetValue(language, out var words) ? words : FrozenSet<string>.Empty);
        var headings = new List<DocumentHeading>();
        long wordCount = 0, characterCount = 0;
        string? firstLine = null;
        await foreach (var section in document.ReadSections(cancellationToken))
        {
            characterCount += section.Text.Length;
            firstLine ??= FirstLineOf(section.Text);
            if (section is { Heading: { Length: > 0 } heading, Kind: not SectionKind.Attachment } && headings.Count < MaxHeadings)
            {
                headings.Add(new DocumentHeading(Math.Max(1, section.Level), Cut(heading, MaxHeadingLength), section.Page));
            }

            foreach (var token in Words.Read(section.Text))
            {
                if (token.EndsPhrase)
                {
                    phrases.Break();
                }
                else
                {
                    wordCount++;
                    phrases.Add(token.Text);
                }
            }

            phrases.Break();
        }

        var metadata = document.Metadata;
        return found with
        {
            Title = TitleOf(metadata, headings, firstLine, document.Job.FileName),
            Authors = metadata.Authors,
            CreatedAt = metadata.CreatedAt,
            ModifiedAt = metadata.ModifiedAt,
            Language = language,
            LanguageConfidence = confidence,
            WordCount = wordCount,
            CharacterCount = characterCount,
            PageCount = metadata.PageCount,
            Headings = headings,
            KeyPhrases = phrases.Answer(MaxKeyPhrases),
            ContentChecksum = document.Job.ContentChecksum,
        };
    }

    /// <summary>Finds the language: the client's word first, then the text's own, then what the document claims.</summary>
    private static async Task<(string? Language, double Confidence)> LanguageOfAsync(AnalysisRequest document, CancellationToken cancellationToken)
    {
        if (document.Job.Options.Language is { } told)
        {
            return (told, 1);
        }

        var guess = new LanguageGuess();
        await foreach (var section in document.ReadSections(cancellationToken))
        {
            foreach (var token in Words.Read(section.Text).Where(token => !token.EndsPhrase))
            {
                guess.Add(token.Text);
            }

            if (guess.HasEnough)
            {
                break;
            }
        }

        var (language, confidence) = guess.Answer();
        return language is null && document.Metadata.Language is { } claimed ? (claimed, 0.5) : (language, confidence);
    }

    private static string TitleOf(DocumentMetadata metadata, List<DocumentHeading> headings, string? firstLine, string fileName)
    {
        var candidates = new[] { metadata.Title, headings.FirstOrDefault()?.Text, firstLine, Path.GetFileNameWithoutExtension(fileName) };
        return Cut(candidates.First(candidate => !string.IsNullOrWhiteSpace(candidate)) ?? fileName, MaxTitleLength);
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

    private static string Cut(string text, int length)
    {
        text = text.Trim();
        return text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
    }
}
