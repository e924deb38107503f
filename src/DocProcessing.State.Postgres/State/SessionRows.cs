using Npgsql;

namespace DocProcessing.Postgres;

/// <summary>The table of upload sessions.</summary>
internal static class SessionRows
{
    private const string Columns = "record, expires_at";

    public static Statement Find(UploadId id) => Statement.Of($"SELECT {Columns} FROM sessions WHERE id = $1", id.Value);

    /// <summary>
    /// Creates a session with its job and first event, unless there is one of the same owner and key or the owner has too many that take parts. A session for
    /// a single request has no parts and does not count. Gives a row when it was created, or when there is an older one: then with that one.
    /// </summary>
    /// <remarks>Two that run at the same time would not see each other: a lock on the owner must stand before it.</remarks>
    public static Statement Create(UploadSession upload, Job job, ProgressEvent progress, int maxOpen, DateTimeOffset now) =>
        Statement.Of(
            $"""
            WITH older AS (SELECT {Columns} FROM sessions WHERE owner = $3 AND idempotency_key = $24),
            allowed AS (
              SELECT WHERE NOT EXISTS (SELECT FROM older)
                AND ($25 = 0 OR $26 > (SELECT COUNT(*) FROM sessions WHERE owner = $3 AND live AND total_parts > 0))),
            session AS (
              INSERT INTO sessions (owner, id, status, live, unreleased, total_parts, idempotency_key, expires_at, received_parts, received_bytes, version, record)
              SELECT $3, $27, $28, $29, $30, $25, $24, $31, 0, 0, $32, $33 FROM allowed),
            job AS (
              INSERT INTO jobs ({JobRows.Written}, last_sequence, newest_event)
              SELECT {JobRows.New}, 1, $21 FROM allowed RETURNING last_sequence),
            event AS ({EventRows.InsertFromJob(21)})
            SELECT NULL, NULL::bigint FROM allowed UNION ALL SELECT {Columns} FROM older
            """,
            [
                .. JobRows.Values(job, now),
                .. EventRows.Values(progress),
                upload.IdempotencyKey,
                upload.TotalParts,
                maxOpen,
                upload.Id.Value,
                StatusNames.Of(upload.Status),
                !upload.Status.IsTerminal(),
                IsUnreleased(upload),
                upload.ExpiresAt.UtcTicks,
                upload.Version,
                Records.Write(upload),
            ]);

    /// <summary>Writes a record in place of the one that it was read from; gives a row when that was still there.</summary>
    public static Statement Update(UploadSession updated) =>
        Statement.Of($"UPDATE sessions SET {Changes(1)} WHERE {IsUnchanged(1)} RETURNING 1", Values(updated));

    /// <summary>Writes session, job, event and audit entry, each record in place of the one that it was read from, or nothing; gives the event's number when it was done.</summary>
    public static Statement[] UpdateWithJob(UploadSession updated, Job job, ProgressEvent progress, AuditEntry? entry, DateTimeOffset now) =>
    [
        // What follows sees both as they are now, and nobody changes them before the end.
        Statement.Of("SELECT 1 FROM sessions, jobs WHERE sessions.id = $1 AND jobs.id = $2 FOR UPDATE", updated.Id.Value, job.Id.Value),
        Statement.Of(
            $"""
            WITH unchanged AS (
              SELECT FROM (SELECT FROM jobs WHERE {JobRows.IsUnchanged}) AS job, (SELECT FROM sessions WHERE {IsUnchanged(24)}) AS session),
            session AS (UPDATE sessions SET {Changes(24)} WHERE id = $24 AND EXISTS (SELECT FROM unchanged)),
            job AS (
              UPDATE jobs SET {JobRows.Changes}, {EventRows.Advance(21)} WHERE id = $1 AND EXISTS (SELECT FROM unchanged) RETURNING last_sequence)
            {(entry is null ? "" : $", entry AS ({AuditRows.AppendWhere(32, "EXISTS (SELECT FROM unchanged)")})")}
            {EventRows.InsertFromJob(21)}
            """,
            [.. JobRows.Values(job, now), .. EventRows.Values(progress), .. Values(updated), .. entry is null ? [] : AuditRows.Values(entry)]),
    ];

    public static Statement ListOpen(string owner, int limit) =>
        Statement.Of(
            $"SELECT {Columns}, received_parts, received_bytes FROM sessions WHERE owner = $1 AND live AND status = 'open' ORDER BY id DESC LIMIT $2",
            owner,
            limit);

    public static Statement ListUnsettled(DateTimeOffset now, int limit) =>
        Statement.Of(
            $"""
            SELECT {Columns} FROM (
              SELECT * FROM sessions WHERE live AND expires_at <= $1
              UNION ALL
              SELECT * FROM sessions WHERE unreleased) AS unsettled
            ORDER BY id LIMIT $2
            """,
            now.UtcTicks,
            limit);

    /// <summary>Deletes some sessions with nothing left to do, and their parts; gives a row for each.</summary>
    public static Statement DeleteSettled(DateTimeOffset expiredBefore, int limit) =>
        Statement.Of(
            """
            WITH settled AS (SELECT id FROM sessions WHERE NOT live AND NOT unreleased AND expires_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED),
            gone AS (DELETE FROM parts USING settled WHERE session_id = settled.id)
            DELETE FROM sessions USING settled WHERE sessions.id = settled.id RETURNING 1
            """,
            expiredBefore.UtcTicks,
            limit);

    public static UploadSession Read(NpgsqlDataReader row)
    {
        var upload = Records.Read<UploadSession>(row, 0);
        var expires = row.GetInt64(1);
        return upload.ExpiresAt.UtcTicks == expires ? upload : upload with { ExpiresAt = Records.Time(expires) };
    }

    public static OpenUpload ReadOpen(NpgsqlDataReader row) => new(Read(row), new ReceivedParts(row.GetInt32(2), row.GetInt64(3)));

    private static string Changes(int first) =>
        $"status = ${first + 2}, live = ${first + 3}, unreleased = ${first + 4}, total_parts = ${first + 5}, version = ${first + 6}, record = ${first + 7}";

    private static string IsUnchanged(int first) => $"id = ${first} AND expires_at = ${first + 1} AND version = ${first + 6} - 1";

    private static Argument[] Values(UploadSession upload) =>
    [
        upload.Id.Value,
        upload.ExpiresAt.UtcTicks,
        StatusNames.Of(upload.Status),
        !upload.Status.IsTerminal(),
        IsUnreleased(upload),
        upload.TotalParts,
        upload.Version,
        Records.Write(upload),
    ];

    private static bool IsUnreleased(UploadSession upload) => upload is { Status: UploadStatus.Cancelled or UploadStatus.Expired, BytesReleased: false };
}
