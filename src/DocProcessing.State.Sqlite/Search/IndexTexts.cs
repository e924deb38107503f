using System.Runtime.CompilerServices;

namespace DocProcessing.Sqlite;

/// <summary>The texts of a document as they go into the index, in batches that neither fill memory nor hold the writer for long.</summary>
internal sealed class IndexTexts
{
    private const int MaxBatchCharacters = 128 * 1024;

    private readonly IndexedDocument _document;
    private readonly IAsyncEnumerable<DocumentSection> _sections;

    private IndexTexts(IndexedDocument document, IAsyncEnumerable<DocumentSection> sections) => (_document, _sections) = (document, sections);

    public static IndexTexts Of(IndexedDocument document, IAsyncEnumerable<DocumentSection> sections) => new(document, sections);

    public async IAsyncEnumerable<IReadOnlyList<IndexText>> InBatchesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var batch = new List<IndexText> { new(SearchSnippet.Clean($"{_document.Title}\n{_document.FileName}"), Page: null) };
        var characters = 0;
        await foreach (var section in _sections.WithCancellation(cancellationToken))
        {
            foreach (var text in TextsOf(section))
            {
                if (characters + text.Length > MaxBatchCharacters)
                {
                    yield return batch;
                    batch = [];
                    characters = 0;
                }

                batch.Add(new IndexText(text, section.Page));
                characters += text.Length;
            }
        }

        yield return batch;
    }

    // A section stays whole, since all words of a search must stand in it. One that is longer than the contract allows is divided at a space.
    private static IEnumerable<string> TextsOf(DocumentSection section)
    {
        var text = SearchSnippet.Clean(section.Heading is null ? section.Text : $"{section.Heading}\n{section.Text}");
        var start = 0;
        while (text.Length - start > MaxBatchCharacters)
        {
            var space = text.AsSpan(start, MaxBatchCharacters).LastIndexOfAny(' ', '\n', '\t');
            var length = space > 0 ? space : MaxBatchCharacters;
            yield return text.Substring(start, length);
            start += length;
        }

        if (start < text.Length)
        {
            yield return text[start..];
        }
    }
}
