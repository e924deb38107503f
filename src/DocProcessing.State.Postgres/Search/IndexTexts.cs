using System.Runtime.CompilerServices;
using System.Text;

namespace DocProcessing.Postgres;

/// <summary>The texts of a document as they go into the index, in batches that do not fill memory.</summary>
internal sealed class IndexTexts
{
    private const int MaxBatchCharacters = 256 * 1024;

    // The longest section that the contract allows and its heading. However many words it has, its tsvector stays below the server's limit of 1 MB.
    private const int MaxTextLength = DocumentSection.MaxTextLength + (16 * 1024);

    private readonly IndexedDocument _document;
    private readonly IAsyncEnumerable<DocumentSection> _sections;
    private readonly string _ownerKey;

    private IndexTexts(IndexedDocument document, IAsyncEnumerable<DocumentSection> sections) =>
        (_document, _sections, _ownerKey) = (document, sections, OwnerWords.KeyOf(document.Owner));

    public static IndexTexts Of(IndexedDocument document, IAsyncEnumerable<DocumentSection> sections) => new(document, sections);

    /// <summary>Takes out of a text what the server does not store, and the marks that snippets use.</summary>
    public static string Clean(string text)
    {
        var clean = SearchSnippet.Clean(text);
        return clean.AsSpan().IndexOfAnyInRange('\ud800', '\udfff') < 0 ? clean : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(clean));
    }

    public async IAsyncEnumerable<IReadOnlyList<IndexText>> InBatchesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var batch = new List<IndexText> { IndexText.Of(_ownerKey, Clean($"{_document.Title}\n{_document.FileName}"), page: null) };
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

                batch.Add(IndexText.Of(_ownerKey, text, section.Page));
                characters += text.Length;
            }
        }

        yield return batch;
    }

    // A section stays whole, since all words of a search must stand in it. One that is longer than the contract allows is divided at a space.
    private static IEnumerable<string> TextsOf(DocumentSection section)
    {
        var text = Clean(section.Heading is null ? section.Text : $"{section.Heading}\n{section.Text}");
        var start = 0;
        while (text.Length - start > MaxTextLength)
        {
            var space = text.AsSpan(start, MaxTextLength).LastIndexOfAny(' ', '\n', '\t');
            var length = space > 0 ? space : MaxTextLength - (char.IsHighSurrogate(text[start + MaxTextLength - 1]) ? 1 : 0);
            yield return text.Substring(start, length);
            start += length;
        }

        if (start < text.Length)
        {
            yield return text[start..];
        }
    }
}
