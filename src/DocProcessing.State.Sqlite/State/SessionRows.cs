using Microsoft.Data.Sqlite;

namespace DocProcessing.Sqlite;

/// <summary>The table of upload sessions.</summary>
internal static class SessionRows
{
    private const string Columns = "record, expires_at";

    public static UploadSession? Find(SqliteSession session, UploadId id) =>
        session.First($"SELECT {Columns} FROM sessions WHERE id = $1", Read, id.Value);

    public static UploadSession? FindByIdempotencyKey(SqliteSession session, string owner, string key) =>
        session.First($"SELECT {Columns} FROM sessions WHERE owner = $1 AND idempotency_key = $2", Read, owner, key);

    // A session for a single request has no parts and does not count.
    public static long CountTakingParts(SqliteSession session, string owner) =>
        session.Number("SELECT COUNT(*) FROM sessions WHERE owner = $1 AND live = 1 AND total_parts > 0", owner) ?? 0;

    public static void Insert(SqliteSession session, UploadSession upload) =>
        session.Execute(
            """
            INSERT INTO sessions (id, owner, status, live, unreleased, total_parts, idempotency_key, expires_at, received_parts, received_bytes, version, record)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, $9, $10)
            """,
            upload.Id.Value,
            upload.Owner,
            StatusNames.Of(upload.Status),
            !upload.Status.IsTerminal(),
            IsUnreleased(upload),
            upload.TotalParts,
            upload.IdempotencyKey,
            upload.ExpiresAt.UtcTicks,
            upload.Version,
            Records.Write(upload));

    /// <summary>Writes a record in place of the one of the version and expiry it names.</summary>
    /// <returns>The record with its new version, or null when the stored one has others.</returns>
    public static UploadSession? Update(SqliteSession session, UploadSession upload)
    {
        var updated = upload with { Version = upload.Version + 1 };
        var rows = session.Execute(
            """
            UPDATE sessions SET status = $3, live = $4, unreleased = $5, total_parts = $6, version = $8, record = $9
            WHERE id = $1 AND version = $2 AND expires_at = $7
            """,
            upload.Id.Value,
            upload.Version,
            StatusNames.Of(upload.Status),
            !upload.Status.IsTerminal(),
            IsUnreleased(upload),
            upload.TotalParts,
            upload.ExpiresAt.UtcTicks,
            updated.Version,
            Records.Write(updated));
        return rows == 1 ? updated : null;
    }

    public static List<OpenUpload> ListOpen(SqliteSession session, string owner, int limit) =>
        session.List(
            $"SELECT {Columns}, received_parts, received_bytes FROM sessions WHERE owner = $1 AND live = 1 AND status = 'open' ORDER BY id DESC LIMIT $2",
            row => new OpenUpload(Read(row), new ReceivedParts(row.GetInt32(2), row.GetInt64(3))),
            owner,
            limit);

    public static List<UploadSession> ListUnsettled(SqliteSession session, DateTimeOffset now, int limit) =>
        session.List(
            $"""
            SELECT {Columns} FROM sessions WHERE id IN (
              SELECT id FROM sessions WHERE live = 1 AND expires_at <= $1
              UNION ALL
              SELECT id FROM sessions WHERE unreleased = 1)
            ORDER BY id LIMIT $2
            """,
            Read,
            now.UtcTicks,
            limit);

    public static List<string> ListSettled(SqliteSession session, DateTimeOffset expiredBefore, int limit) =>
        session.List(
            "SELECT id FROM sessions WHERE live = 0 AND unreleased = 0 AND expires_at < $1 LIMIT $2",
            row => row.GetString(0),
            expiredBefore.UtcTicks,
            limit);

    public static void Delete(SqliteSession session, string id) => session.Execute("DELETE FROM sessions WHERE id = $1", id);

    private static bool IsUnreleased(UploadSession upload) => upload is { Status: UploadStatus.Cancelled or UploadStatus.Expired, BytesReleased: false };

    private static UploadSession Read(SqliteDataReader row)
    {
        var upload = Records.Read<UploadSession>(row, 0);
        var expires = row.GetInt64(1);
        return upload.ExpiresAt.UtcTicks == expires ? upload : upload with { ExpiresAt = Records.Time(expires) };
    }
}
