using Npgsql;

namespace DocProcessing.Postgres;

/// <summary>The table of parts, and their sums in the table of sessions.</summary>
internal static class PartRows
{
    public static Statement Find(UploadId id, int number) => Statement.Of("SELECT record FROM parts WHERE session_id = $1 AND number = $2", id.Value, number);

    public static Statement List(UploadId id) => Statement.Of("SELECT record FROM parts WHERE session_id = $1 ORDER BY number", id.Value);

    /// <summary>Records a part of an open session; gives what is on record now, or no row when the session is not open.</summary>
    public static Statement[] Record(UploadId id, StoredPart part, DateTimeOffset expiresAt) =>
    [
        Lock(id),
        Statement.Of(
            """
            WITH older AS (SELECT length FROM parts WHERE session_id = $1 AND number = $2),
            session AS (
              UPDATE sessions SET expires_at = $5,
                received_parts = received_parts + 1 - (SELECT COUNT(*) FROM older),
                received_bytes = received_bytes + $3 - COALESCE((SELECT length FROM older), 0)
              WHERE id = $1 AND status = 'open'
              RETURNING received_parts, received_bytes),
            stored AS (
              INSERT INTO parts (session_id, number, length, record) SELECT $1, $2, $3, $4 FROM session
              ON CONFLICT (session_id, number) DO UPDATE SET length = excluded.length, record = excluded.record)
            SELECT received_parts, received_bytes FROM session
            """,
            id.Value,
            part.Number,
            part.Length,
            Records.Write(part),
            expiresAt.UtcTicks),
    ];

    public static Statement[] Forget(UploadId id, int[] numbers) =>
    [
        Lock(id),
        Statement.Of(
            """
            WITH gone AS (DELETE FROM parts WHERE session_id = $1 AND number = ANY($2) RETURNING length)
            UPDATE sessions SET received_parts = received_parts - (SELECT COUNT(*) FROM gone),
              received_bytes = received_bytes - (SELECT COALESCE(SUM(length), 0) FROM gone)
            WHERE id = $1
            """,
            id.Value,
            numbers),
    ];

    public static StoredPart Read(NpgsqlDataReader row) => Records.Read<StoredPart>(row, 0);

    // A statement sees what was committed when it began, which for one that then waits for the row is too early to add up by.
    private static Statement Lock(UploadId id) => Statement.Of("SELECT 1 FROM sessions WHERE id = $1 FOR UPDATE", id.Value);
}
