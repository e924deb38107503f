using System.Collections.Frozen;

namespace DocProcessing.Analysis;

/// <summary>The built-in analyzer: title, authors, dates, language, counts, headings and key phrases, in one pass and bounded memory.</summary>
internal sealed class TextAnalyzer : IDocumentAnalyzer
{
    private const int MaxKeyPhrases = 10;
    private const int MaxTitleLength = 300;

    // By so much the language is guessed at the latest: what was read for that is kept, so that nothing is read twice.
    private const int MaxOpeningLength = 256 << 10;

    public string Name => "text";

    public async Task<DocumentAnalysis> AnalyzeAsync(AnalysisRequest document, DocumentAnalysis found, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(found);
        await using var sections = document.ReadSections(cancellationToken).GetAsyncEnumerator(cancellationToken);
        var opening = new List<DocumentSection>();
        var (language, confidence) = await LanguageOfAsync(document, sections, opening);
        var summary = new TextSummary(language is not null && FunctionWords.ByLanguage.TryGetValue(language, out var words) ? words : FrozenSet<string>.Empty);
        opening.ForEach(summary.Add);
        opening.Clear();
        while (await sections.MoveNextAsync())
        {
            summary.Add(sections.Current);
        }

        var metadata = document.Metadata;
        return found with
        {
            Title = TitleOf(metadata, summary, document.Job.FileName),
            Authors = metadata.Authors,
            CreatedAt = metadata.CreatedAt,
            ModifiedAt = metadata.ModifiedAt,
            Language = language,
            LanguageConfidence = confidence,
            WordCount = summary.WordCount,
            CharacterCount = summary.CharacterCount,
            PageCount = metadata.PageCount,
            Headings = summary.Headings,
            KeyPhrases = summary.KeyPhrases(MaxKeyPhrases),
            ContentChecksum = document.Job.ContentChecksum,
        };
    }

    /// <summary>Finds the language: the client's word first, then the text's own, then what the document claims.</summary>
    private static async Task<(string? Language, double Confidence)> LanguageOfAsync(
        AnalysisRequest document, IAsyncEnumerator<DocumentSection> sections, List<DocumentSection> opening)
    {
        if (document.Job.Options.Language is { } told)
        {
            return (told, 1);
        }

        var guess = new LanguageGuess();
        for (var length = 0; !guess.HasEnough && length < MaxOpeningLength && await sections.MoveNextAsync(); length += SizeOf(sections.Current))
        {
            opening.Add(sections.Current);
            guess.AddText(sections.Current.Text);
        }

        var (language, confidence) = guess.Answer();
        return language is null && document.Metadata.Language is { } claimed ? (claimed, 0.5) : (language, confidence);
    }

    private static int SizeOf(DocumentSection section) => 1 + section.Text.Length + (section.Heading?.Length ?? 0);

    private static string TitleOf(DocumentMetadata metadata, TextSummary summary, string fileName)
    {
        var candidates = new[] { metadata.Title, summary.Headings is [var first, ..] ? first.Text : null, summary.FirstLine, Path.GetFileNameWithoutExtension(fileName) };
        return TextSummary.Cut(candidates.First(candidate => !string.IsNullOrWhiteSpace(candidate)) ?? fileName, MaxTitleLength);
    }
}
