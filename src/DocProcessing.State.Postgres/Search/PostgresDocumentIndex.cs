using Npgsql;

namespace DocProcessing.Postgres;

/// <summary>Full-text search over a GIN index of tsvectors: one row a section.</summary>
internal sealed class PostgresDocumentIndex(PostgresDatabase database) : IDocumentIndex
{
    private readonly IndexSweep _sweep = new(database);

    public async Task<bool> UpsertAsync(IndexedDocument document, IAsyncEnumerable<DocumentSection> sections, CancellationToken cancellationToken)
    {
        if (await database.WriteAsync(row => row.GetInt64(0), [LockOn(document.Id), GenerationRows.Begin(document)], cancellationToken) is not [var generation])
        {
            return false;
        }

        var shown = false;
        try
        {
            shown = await WriteTextsAsync(document, generation, sections, cancellationToken)
                && await database.WriteAsync(static _ => true, [LockOn(document.Id), GenerationRows.Show(document, generation)], cancellationToken) is [_];
        }
        finally
        {
            await CleanUpAsync(shown ? null : generation, cancellationToken);
        }

        return shown;
    }

    public async Task DeleteAsync(DocumentId id, long fence, CancellationToken cancellationToken)
    {
        await database.WriteAsync([LockOn(id), GenerationRows.Hide(id, fence)], cancellationToken);
        await database.WriteAsync([GenerationRows.ForgetHidden()], cancellationToken);
        await _sweep.RemoveWasteAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<SearchHit>> SearchAsync(SearchQuery query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return SearchExpression.For(query.Owner, query.Text) is { } expression
            ? await database.ReadAsync(row => Read(row, expression), Search(query, expression), cancellationToken)
            : [];
    }

    public Task<long> CountAsync(CancellationToken cancellationToken) =>
        database.ReadFirstAsync(row => row.GetInt64(0), Statement.Of("SELECT COUNT(*) FROM indexed_documents WHERE generation IS NOT NULL"), cancellationToken);

    private Statement LockOn(DocumentId id) => AdvisoryLock.On(database.Schema, "document", id.Value);

    private async Task<bool> WriteTextsAsync(
        IndexedDocument document, long generation, IAsyncEnumerable<DocumentSection> sections, CancellationToken cancellationToken)
    {
        await foreach (var batch in IndexTexts.Of(document, sections).InBatchesAsync(cancellationToken))
        {
            if (await database.WriteAsync(static _ => true, [GenerationRows.Add(generation, batch)], cancellationToken) is not [_])
            {
                return false;
            }
        }

        return true;
    }

    // What this does not get done is not found by searches, and goes with the next upsert, deletion or start.
    private async Task CleanUpAsync(long? unfinished, CancellationToken cancellationToken)
    {
        try
        {
            if (unfinished is { } generation)
            {
                await database.WriteAsync([GenerationRows.Abandon(generation)], CancellationToken.None);
            }

            await _sweep.RemoveWasteAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is StateUnavailableException or OperationCanceledException)
        {
        }
    }

    // What is found is the owner's, so that all of it can be ranked before it is joined: the joins are then by key, whatever the planner believes of words.
    private static Statement Search(SearchQuery query, SearchExpression expression) =>
        Statement.Of(
            """
            WITH found AS MATERIALIZED (
              SELECT id, generation, page, ts_rank(vector, $1::tsquery, 1) AS score FROM index_sections
              WHERE vector @@ $1::tsquery AND NOT EXISTS (SELECT FROM unnest($2) AS phrase WHERE strpos(words, phrase) = 0)),
            best AS (
              SELECT DISTINCT ON (document_id) document_id, file_name, found.id, page, score
              FROM found JOIN indexed_documents USING (generation) WHERE owner = $3
              ORDER BY document_id, score DESC, found.id),
            hit AS (SELECT * FROM best ORDER BY score DESC, document_id LIMIT $4 OFFSET $5)
            SELECT document_id, file_name, score, hit.page, body FROM hit JOIN index_sections USING (id) ORDER BY score DESC, document_id
            """,
            expression.Query,
            expression.Phrases,
            query.Owner,
            query.Limit,
            query.Offset);

    private static SearchHit Read(NpgsqlDataReader row, SearchExpression expression) => new(
        DocumentId.FromTrusted(row.GetString(0)),
        row.GetString(1),
        row.GetFloat(2),
        expression.SnippetOf(row.GetString(4)),
        row.IsDBNull(3) ? null : row.GetInt32(3));
}
