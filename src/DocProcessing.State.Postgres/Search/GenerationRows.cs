namespace DocProcessing.Postgres;

/// <summary>The tables of the index's text. What is written under a generation is found only once its document shows that generation.</summary>
/// <remarks>Begin, show and hide stand behind a lock on their document, which also nodes that know of no row of it share.</remarks>
internal static class GenerationRows
{
    // A newer lease has indexed or deleted the document.
    private const string IsOvertaken =
        "SELECT FROM indexed_documents WHERE document_id = $1 AND (fence > $2 OR (fence = $2 AND generation IS NULL))";

    /// <summary>Starts a generation and gives its number; no row when a newer lease has the document. What older leases left half done becomes waste.</summary>
    public static Statement Begin(IndexedDocument document) =>
        Statement.Of(
            $"""
            WITH left_over AS (
              UPDATE index_generations SET state = 'waste'
              WHERE document_id = $1 AND state = 'writing' AND fence < $2 AND NOT EXISTS ({IsOvertaken}))
            INSERT INTO index_generations (document_id, fence, state, touched_at)
            SELECT $1, $2, 'writing', clock_timestamp() WHERE NOT EXISTS ({IsOvertaken})
            RETURNING id
            """,
            document.Id.Value,
            document.Fence);

    /// <summary>Adds texts; no row when the generation has become waste meanwhile.</summary>
    public static Statement Add(long generation, IReadOnlyList<IndexText> texts) =>
        Statement.Of(
            """
            WITH alive AS (UPDATE index_generations SET touched_at = clock_timestamp() WHERE id = $1 AND state = 'writing' RETURNING id),
            added AS (
              INSERT INTO index_sections (generation, body, words, vector, page)
              SELECT alive.id, body, words, vector::tsvector, page FROM alive, unnest($2, $3, $4, $5) AS added (body, words, vector, page))
            SELECT 1 FROM alive
            """,
            generation,
            texts.Select(text => text.Body).ToArray(),
            texts.Select(text => text.Words).ToArray(),
            texts.Select(text => text.Vector).ToArray(),
            texts.Select(text => text.Page).ToArray());

    /// <summary>Lets the document show the generation; no row, with nothing changed, when that is not to be any more.</summary>
    public static Statement Show(IndexedDocument document, long generation) =>
        Statement.Of(
            $"""
            WITH shown AS (
              UPDATE index_generations SET state = 'shown' WHERE id = $3 AND state = 'writing' AND NOT EXISTS ({IsOvertaken}) RETURNING id),
            replaced AS (
              UPDATE index_generations SET state = 'waste' WHERE document_id = $1 AND state = 'shown' AND id <> $3 AND EXISTS (SELECT FROM shown))
            INSERT INTO indexed_documents (document_id, fence, generation, owner, file_name) SELECT $1, $2, id, $4, $5 FROM shown
            ON CONFLICT (document_id) DO UPDATE SET owner = excluded.owner, file_name = excluded.file_name, fence = excluded.fence,
              generation = excluded.generation, deleted_at = NULL
            RETURNING 1
            """,
            document.Id.Value,
            document.Fence,
            generation,
            document.Owner,
            IndexTexts.Clean(document.FileName));

    /// <summary>Hides a document. A row stays with the newest lease, so that a late upsert does not bring the document back.</summary>
    public static Statement Hide(DocumentId id, long fence) =>
        Statement.Of(
            """
            WITH waste AS (UPDATE index_generations SET state = 'waste' WHERE document_id = $1)
            INSERT INTO indexed_documents AS present (document_id, owner, file_name, fence, generation, deleted_at) VALUES ($1, '', '', $2, NULL, clock_timestamp())
            ON CONFLICT (document_id) DO UPDATE SET owner = '', file_name = '', fence = GREATEST(present.fence, excluded.fence), generation = NULL,
              deleted_at = excluded.deleted_at
            """,
            id.Value,
            fence);

    /// <summary>Forgets deleted documents that no late upsert can be under way for.</summary>
    public static Statement ForgetHidden() =>
        Statement.Of("DELETE FROM indexed_documents WHERE deleted_at < clock_timestamp() - interval '30 days'");

    public static Statement Abandon(long generation) =>
        Statement.Of("UPDATE index_generations SET state = 'waste' WHERE id = $1 AND state = 'writing'", generation);
}
