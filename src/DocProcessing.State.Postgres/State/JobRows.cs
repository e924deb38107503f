using Npgsql;

namespace DocProcessing.Postgres;

/// <summary>Writes to the table of jobs, and reads of one row.</summary>
/// <remarks>
/// Nodes have clocks of their own. A record keeps the times of the node that wrote it; until when a lease holds and from when a job may start is told to
/// the server as a duration, and decided by its clock alone.
/// </remarks>
internal static class JobRows
{
    public const string Columns = "record, status, version, fence, deliveries, started_at, lease_worker, lease_expires";

    /// <summary>The columns that a write takes from a record, from $1 on in the order of <see cref="Values"/>.</summary>
    public const string Written =
        """
        id, document_id, owner, status, terminal, unsettled, deleted, priority, not_before, due_at, fence, deliveries, started_at, lease_worker, lease_expires,
        lease_until, cancel_requested, fingerprint, version, record
        """;

    /// <summary>What goes into those columns of a new row.</summary>
    public const string New =
        """
        $1, $2, $3, $4, $5, $6, $7, $8, $9, COALESCE(clock_timestamp() + $10, '-infinity'), $11, $12, $13, $14, $15,
        COALESCE(clock_timestamp() + $16, '-infinity'), $17, $18, $19, $20
        """;

    /// <summary>What changes in a row. The time to start is told anew only when it is another: it was told by another node's clock, perhaps.</summary>
    public const string Changes =
        """
        status = $4, terminal = $5, unsettled = $6, deleted = $7, priority = $8, not_before = $9,
        due_at = CASE WHEN not_before = $9 THEN due_at ELSE COALESCE(clock_timestamp() + $10, '-infinity') END,
        fence = $11, deliveries = $12, started_at = $13, lease_worker = $14, lease_expires = $15, lease_until = COALESCE(clock_timestamp() + $16, '-infinity'),
        cancel_requested = $17, fingerprint = $18, version = $19, record = $20
        """;

    /// <summary>Finds the row that a changed record was read from.</summary>
    public const string IsUnchanged = "id = $1 AND version = $19 - 1";

    public static Statement Find(JobId id) => Statement.Of($"SELECT {Columns} FROM jobs WHERE id = $1", id.Value);

    public static Statement FindByDocument(DocumentId id) => Statement.Of($"SELECT {Columns} FROM jobs WHERE document_id = $1", id.Value);

    public static Statement FindReusable(string owner, string fingerprint) =>
        Statement.Of(
            $"""
            SELECT {Columns} FROM jobs WHERE owner = $1 AND fingerprint = $2 AND status = 'completed' AND NOT deleted
            ORDER BY id DESC LIMIT 1
            """,
            owner,
            fingerprint);

    /// <summary>Gives what a record is written as.</summary>
    /// <param name="job">The record, with the version that it gets.</param>
    /// <param name="now">The present time of the clock that the record's times are of.</param>
    public static Argument[] Values(Job job, DateTimeOffset now) =>
    [
        job.Id.Value,
        job.DocumentId.Value,
        job.Owner,
        StatusNames.Of(job.Status),
        job.Status.IsTerminal(),
        job.DeletedAt is not null || (job.Status.IsTerminal() && job.SettledAt is null),
        job.DeletedAt is not null,
        (int)job.Priority,
        job.NotBefore.UtcTicks,
        job.NotBefore > now ? job.NotBefore - now : (TimeSpan?)null,
        job.Fence,
        job.Deliveries,
        job.StartedAt?.UtcTicks,
        job.Lease?.Worker,
        job.Lease?.ExpiresAt.UtcTicks,
        job.Lease?.ExpiresAt - now,
        job.CancelRequested,
        job.Fingerprint,
        job.Version,
        Records.Write(job),
    ];

    /// <summary>Writes a record in place of the one that it was read from; gives a row when that was still there.</summary>
    public static Statement Update(Job updated, DateTimeOffset now) =>
        Statement.Of($"UPDATE jobs SET {Changes} WHERE {IsUnchanged} RETURNING 0::bigint", Values(updated, now));

    public static Statement Lease(JobId id, string worker, TimeSpan duration, DateTimeOffset now) =>
        Statement.Of(
            $"""
            UPDATE jobs SET status = 'processing', version = version + 1, fence = fence + 1, deliveries = deliveries + 1,
              started_at = COALESCE(started_at, $5), lease_worker = $2, lease_expires = $4, lease_until = clock_timestamp() + $3
            WHERE id = $1 AND ((status = 'pending' AND due_at <= clock_timestamp()) OR (status = 'processing' AND lease_until <= clock_timestamp()))
            RETURNING {Columns}
            """,
            id.Value,
            worker,
            duration,
            (now + duration).UtcTicks,
            now.UtcTicks);

    /// <summary>Prolongs a lease. One that has lapsed, but that no other worker has taken, is as good as before.</summary>
    public static Statement Renew(JobId id, long fence, TimeSpan duration, DateTimeOffset now) =>
        Statement.Of(
            """
            WITH renewed AS (
              UPDATE jobs SET lease_expires = $4, lease_until = clock_timestamp() + $3
              WHERE id = $1 AND fence = $2 AND status = 'processing' AND lease_worker IS NOT NULL
              RETURNING cancel_requested)
            SELECT EXISTS (SELECT FROM renewed), COALESCE((SELECT cancel_requested FROM renewed), cancel_requested) FROM jobs WHERE id = $1
            """,
            id.Value,
            fence,
            duration,
            (now + duration).UtcTicks);

    /// <summary>Deletes a job, then its events: with the row gone nobody appends another.</summary>
    public static Statement[] Delete(JobId id) =>
    [
        Statement.Of("DELETE FROM jobs WHERE id = $1", id.Value),
        Statement.Of("DELETE FROM events WHERE job_id = $1", id.Value),
    ];

    public static Job Read(NpgsqlDataReader row)
    {
        var job = Records.Read<Job>(row, 0);
        return job with
        {
            Status = StatusNames.Job(row.GetString(1)),
            Version = row.GetInt64(2),
            Fence = row.GetInt64(3),
            Deliveries = row.GetInt32(4),
            StartedAt = row.IsDBNull(5) ? null : Records.Time(row.GetInt64(5)),
            Lease = row.IsDBNull(6) ? null : new JobLease(row.GetString(6), Records.Time(row.GetInt64(7))),
        };
    }
}
