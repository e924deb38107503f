using Microsoft.Data.Sqlite;

namespace DocProcessing.Sqlite;

/// <summary>Full-text search over FTS5: one row a section.</summary>
internal sealed class SqliteDocumentIndex(SqliteDatabase database, TimeProvider clock) : IDocumentIndex
{
    private readonly IndexSweep _sweep = new(database, clock);

    public async Task<bool> UpsertAsync(IndexedDocument document, IAsyncEnumerable<DocumentSection> sections, CancellationToken cancellationToken)
    {
        var upsert = new IndexUpsert(database, document, clock);
        var shown = false;
        try
        {
            shown = await upsert.RunAsync(IndexTexts.Of(document, sections), cancellationToken);
        }
        finally
        {
            await CleanUpAsync(shown ? null : upsert.Generation, cancellationToken);
        }

        return shown;
    }

    public async Task DeleteAsync(DocumentId id, long fence, CancellationToken cancellationToken)
    {
        await database.WriteAsync(
            writer =>
            {
                GenerationRows.ForgetHidden(writer, clock.GetUtcNow());
                GenerationRows.Hide(writer, id, fence, clock.GetUtcNow());
                return true;
            },
            Durability.PowerCut,
            cancellationToken);
        await _sweep.RemoveWasteAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<SearchHit>> SearchAsync(SearchQuery query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return MatchExpression.For(query.Owner, query.Text) is { } match
            ? await database.ReadAsync(reader => reader.InSnapshot(() => Search(reader, query, match)), cancellationToken)
            : [];
    }

    public async Task<long> CountAsync(CancellationToken cancellationToken) =>
        await database.ReadAsync(reader => reader.Number("SELECT documents FROM index_totals WHERE id = 1") ?? 0, cancellationToken);

    // What this does not get done is not found by searches, and goes with the next upsert, deletion or start.
    private async Task CleanUpAsync(long? unfinished, CancellationToken cancellationToken)
    {
        try
        {
            if (unfinished is { } generation)
            {
                await database.WriteAsync(
                    writer =>
                    {
                        GenerationRows.Abandon(writer, generation);
                        return true;
                    },
                    Durability.Process,
                    CancellationToken.None);
            }

            await _sweep.RemoveWasteAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is StateUnavailableException or OperationCanceledException)
        {
        }
    }

    private static List<SearchHit> Search(SqliteSession reader, SearchQuery query, string match)
    {
        var best = reader.List(
            """
            WITH found AS MATERIALIZED (SELECT rowid AS id, bm25(index_text, 0.0, 1.0) AS score FROM index_text WHERE index_text MATCH $1)
            SELECT found.id, MIN(found.score), index_sections.page, indexed_documents.document_id, indexed_documents.file_name
            FROM found
            CROSS JOIN index_sections ON index_sections.id = found.id
            CROSS JOIN indexed_documents ON indexed_documents.generation = index_sections.generation AND indexed_documents.owner = $2
            GROUP BY indexed_documents.document_id
            ORDER BY 2, 4
            LIMIT $3 OFFSET $4
            """,
            Read,
            match,
            query.Owner,
            query.Limit,
            query.Offset);
        return [.. best.Select(find => find.Hit with { Snippet = SearchSnippet.Cut(Mark(reader, match, find.Row)) })];
    }

    private static (long Row, SearchHit Hit) Read(SqliteDataReader row) => (
        row.GetInt64(0),
        new SearchHit(DocumentId.FromTrusted(row.GetString(3)), row.GetString(4), -row.GetDouble(1), Snippet: "", row.IsDBNull(2) ? null : row.GetInt32(2)));

    // FTS5's own snippet() takes time that grows with the square of the finds in a section.
    private static string Mark(SqliteSession reader, string match, long row) =>
        (string)reader.Scalar("SELECT highlight(index_text, 1, char(2), char(3)) FROM index_text WHERE index_text MATCH $1 AND rowid = $2", match, row)!;
}
