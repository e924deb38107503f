namespace DocProcessing.Sqlite;

/// <summary>The tables of the index's text. What is written under a generation is found only once its document shows that generation.</summary>
internal static class GenerationRows
{
    private static readonly TimeSpan KeepHidden = TimeSpan.FromDays(30);

    /// <summary>Starts a generation; <see langword="null"/> when a newer lease has indexed or deleted the document. What older leases left half done becomes waste.</summary>
    public static long? Begin(SqliteSession session, IndexedDocument document, DateTimeOffset now)
    {
        if (!MayWrite(session, document))
        {
            return null;
        }

        session.Execute(
            "UPDATE index_generations SET state = 'waste' WHERE document_id = $1 AND state = 'writing' AND fence < $2", document.Id.Value, document.Fence);
        return session.Number(
            "INSERT INTO index_generations (document_id, fence, state, touched_at) VALUES ($1, $2, 'writing', $3) RETURNING id",
            document.Id.Value,
            document.Fence,
            now.UtcTicks);
    }

    /// <summary>Adds texts; false when the generation has become waste meanwhile.</summary>
    public static bool Add(SqliteSession session, long generation, string ownerWord, IReadOnlyList<IndexText> texts, DateTimeOffset now)
    {
        if (session.Execute("UPDATE index_generations SET touched_at = $2 WHERE id = $1 AND state = 'writing'", generation, now.UtcTicks) == 0)
        {
            return false;
        }

        foreach (var text in texts)
        {
            var row = session.Number("INSERT INTO index_sections (generation, page) VALUES ($1, $2) RETURNING id", generation, text.Page);
            session.Execute("INSERT INTO index_text (rowid, owner, body) VALUES ($1, $2, $3)", row, ownerWord, text.Text);
        }

        return true;
    }

    /// <summary>Lets the document show the generation; false, with nothing changed, when that is not to be any more.</summary>
    public static bool Show(SqliteSession session, IndexedDocument document, long generation)
    {
        if (!MayWrite(session, document)
            || session.Execute("UPDATE index_generations SET state = 'shown' WHERE id = $1 AND state = 'writing'", generation) == 0)
        {
            return false;
        }

        session.Execute("UPDATE index_generations SET state = 'waste' WHERE document_id = $1 AND state = 'shown' AND id <> $2", document.Id.Value, generation);
        session.Execute(
            """
            INSERT INTO indexed_documents (document_id, owner, file_name, fence, generation) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT DO UPDATE SET owner = excluded.owner, file_name = excluded.file_name, fence = excluded.fence,
              generation = excluded.generation, deleted_at = NULL
            """,
            document.Id.Value,
            document.Owner,
            document.FileName,
            document.Fence,
            generation);
        return true;
    }

    /// <summary>Forgets deleted documents that no late upsert can be under way for.</summary>
    public static void ForgetHidden(SqliteSession session, DateTimeOffset now) =>
        session.Execute("DELETE FROM indexed_documents WHERE deleted_at < $1", (now - KeepHidden).UtcTicks);

    /// <summary>Hides a document. A row stays with the newest lease, so that a late upsert does not bring the document back.</summary>
    public static void Hide(SqliteSession session, DocumentId id, long fence, DateTimeOffset now)
    {
        session.Execute(
            """
            INSERT INTO indexed_documents (document_id, owner, file_name, fence, generation, deleted_at) VALUES ($1, '', '', $2, NULL, $3)
            ON CONFLICT DO UPDATE SET owner = '', file_name = '', fence = MAX(fence, excluded.fence), generation = NULL, deleted_at = excluded.deleted_at
            """,
            id.Value,
            fence,
            now.UtcTicks);
        session.Execute("UPDATE index_generations SET state = 'waste' WHERE document_id = $1", id.Value);
    }

    public static void Abandon(SqliteSession session, long generation) =>
        session.Execute("UPDATE index_generations SET state = 'waste' WHERE id = $1 AND state = 'writing'", generation);

    private static bool MayWrite(SqliteSession session, IndexedDocument document) =>
        session.Number(
            "SELECT 1 FROM indexed_documents WHERE document_id = $1 AND (fence > $2 OR (fence = $2 AND generation IS NULL))",
            document.Id.Value,
            document.Fence) is null;
}

/// <summary>A text to index.</summary>
internal readonly record struct IndexText(string Text, int? Page);
