namespace DocProcessing.Sqlite;

/// <summary>The table of parts, and their sums in the table of sessions.</summary>
internal static class PartRows
{
    public static StoredPart? Find(SqliteSession session, UploadId id, int number) =>
        session.First("SELECT record FROM parts WHERE session_id = $1 AND number = $2", row => Records.Read<StoredPart>(row, 0), id.Value, number);

    public static List<StoredPart> List(SqliteSession session, UploadId id) =>
        session.List("SELECT record FROM parts WHERE session_id = $1 ORDER BY number", row => Records.Read<StoredPart>(row, 0), id.Value);

    /// <summary>Records a part of an open session.</summary>
    /// <returns>What is on record now, or null when the session is not open.</returns>
    public static ReceivedParts? Record(SqliteSession session, UploadId id, StoredPart part, DateTimeOffset expiresAt)
    {
        var older = session.Number("SELECT length FROM parts WHERE session_id = $1 AND number = $2", id.Value, part.Number);
        ReceivedParts? received = session.First(
            """
            UPDATE sessions SET expires_at = $2, received_parts = received_parts + $3, received_bytes = received_bytes + $4
            WHERE id = $1 AND status = 'open'
            RETURNING received_parts, received_bytes
            """,
            row => (ReceivedParts?)new ReceivedParts(row.GetInt32(0), row.GetInt64(1)),
            id.Value,
            expiresAt.UtcTicks,
            older is null ? 1 : 0,
            part.Length - (older ?? 0));
        if (received is not null)
        {
            session.Execute(
                """
                INSERT INTO parts (session_id, number, length, record) VALUES ($1, $2, $3, $4)
                ON CONFLICT DO UPDATE SET length = excluded.length, record = excluded.record
                """,
                id.Value,
                part.Number,
                part.Length,
                Records.Write(part));
        }

        return received;
    }

    public static void Forget(SqliteSession session, UploadId id, int number)
    {
        if (session.Number("DELETE FROM parts WHERE session_id = $1 AND number = $2 RETURNING length", id.Value, number) is { } length)
        {
            session.Execute(
                "UPDATE sessions SET received_parts = received_parts - 1, received_bytes = received_bytes - $2 WHERE id = $1", id.Value, length);
        }
    }

    public static void DeleteAll(SqliteSession session, string id) => session.Execute("DELETE FROM parts WHERE session_id = $1", id);
}
