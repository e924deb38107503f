namespace DocProcessing.InMemory;

/// <summary>Full-text search in memory, for tests and demos: it reads every section of the owner's documents at each search.</summary>
internal sealed class InMemoryDocumentIndex : IDocumentIndex
{
    private readonly Lock _gate = new();
    private readonly Dictionary<DocumentId, Indexed> _documents = [];

    // What a late upsert must not bring back.
    private readonly Dictionary<DocumentId, long> _deletedFences = [];

    public async Task<bool> UpsertAsync(IndexedDocument document, IAsyncEnumerable<DocumentSection> sections, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (!IsNewest(document))
            {
                return false;
            }
        }

        var indexed = new List<IndexedText> { new($"{document.Title}\n{document.FileName}", page: null) };
        await foreach (var section in sections.WithCancellation(cancellationToken))
        {
            indexed.Add(new IndexedText(section.Heading is null ? section.Text : $"{section.Heading}\n{section.Text}", section.Page));
        }

        lock (_gate)
        {
            if (!IsNewest(document))
            {
                return false;
            }

            _documents[document.Id] = new Indexed(document, indexed);
            return true;
        }
    }

    public Task DeleteAsync(DocumentId id, long fence, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _documents.Remove(id);
            _deletedFences[id] = Math.Max(fence, _deletedFences.GetValueOrDefault(id));
        }

        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<SearchHit>> SearchAsync(SearchQuery query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var terms = SearchTerms.Parse(query.Text);
        if (terms.Count == 0)
        {
            return Task.FromResult<IReadOnlyList<SearchHit>>([]);
        }

        List<Indexed> own;
        lock (_gate)
        {
            own = [.. _documents.Values.Where(indexed => indexed.Document.Owner == query.Owner)];
        }

        return Task.FromResult<IReadOnlyList<SearchHit>>(
        [
            .. own.Select(indexed => BestHit(indexed, terms))
                .OfType<SearchHit>()
                .OrderByDescending(hit => hit.Score)
                .ThenBy(hit => hit.DocumentId.Value, StringComparer.Ordinal)
                .Skip(query.Offset)
                .Take(query.Limit),
        ]);
    }

    public Task<long> CountAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult<long>(_documents.Count);
        }
    }

    private static SearchHit? BestHit(Indexed indexed, IReadOnlyList<SearchTerm> terms)
    {
        var best = indexed.Sections
            .Select(section => (Section: section, Finds: section.Find(terms)))
            .Where(candidate => candidate.Finds.Count > 0)
            .Select(candidate => (candidate.Section, candidate.Finds, Score: candidate.Section.Score(candidate.Finds)))
            .OrderByDescending(candidate => candidate.Score)
            .FirstOrDefault();
        return best.Section is null
            ? null
            : new SearchHit(indexed.Document.Id, indexed.Document.FileName, best.Score, SearchSnippet.Cut(best.Section.Mark(best.Finds)), best.Section.Page);
    }

    private bool IsNewest(IndexedDocument document) =>
        document.Fence >= (_documents.GetValueOrDefault(document.Id)?.Document.Fence ?? 0)
        && (!_deletedFences.TryGetValue(document.Id, out var deleted) || document.Fence > deleted);

    private sealed record Indexed(IndexedDocument Document, IReadOnlyList<IndexedText> Sections);
}
