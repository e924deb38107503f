using Microsoft.Data.Sqlite;

namespace DocProcessing.Sqlite;

/// <summary>Writes to the table of jobs, and reads of one row.</summary>
internal static class JobRows
{
    public const string Columns = "record, lease_expires";

    public static Job? Find(SqliteSession session, JobId id) =>
        session.First($"SELECT {Columns} FROM jobs WHERE id = $1", Read, id.Value);

    public static Job? FindByDocument(SqliteSession session, DocumentId id) =>
        session.First($"SELECT {Columns} FROM jobs WHERE document_id = $1", Read, id.Value);

    public static Job? FindReusable(SqliteSession session, string owner, string fingerprint) =>
        session.First(
            $"""
            SELECT {Columns} FROM jobs WHERE owner = $1 AND fingerprint = $2 AND status = 'completed' AND deleted = 0
            ORDER BY id DESC LIMIT 1
            """,
            Read,
            owner,
            fingerprint);

    public static void Insert(SqliteSession session, Job job) =>
        session.Execute(
            """
            INSERT INTO jobs (id, document_id, owner, status, terminal, unsettled, deleted, priority, not_before, fence, lease_expires,
              cancel_requested, fingerprint, last_sequence, version, record)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, $14, $15)
            """,
            job.Id.Value,
            job.DocumentId.Value,
            job.Owner,
            StatusNames.Of(job.Status),
            job.Status.IsTerminal(),
            IsUnsettled(job),
            job.DeletedAt is not null,
            (int)job.Priority,
            job.NotBefore.UtcTicks,
            job.Fence,
            LeaseExpires(job),
            job.CancelRequested,
            job.Fingerprint,
            job.Version,
            Records.Write(job));

    /// <summary>Writes a record in place of the one of the version it names.</summary>
    /// <returns>The record with its new version, or null when the stored one has another version.</returns>
    public static Job? Update(SqliteSession session, Job job)
    {
        var updated = job with { Version = job.Version + 1 };
        var rows = session.Execute(
            """
            UPDATE jobs SET status = $3, terminal = $4, unsettled = $5, deleted = $6, priority = $7, not_before = $8, fence = $9, lease_expires = $10,
              cancel_requested = $11, fingerprint = $12, version = $13, record = $14
            WHERE id = $1 AND version = $2
            """,
            job.Id.Value,
            job.Version,
            StatusNames.Of(job.Status),
            job.Status.IsTerminal(),
            IsUnsettled(job),
            job.DeletedAt is not null,
            (int)job.Priority,
            job.NotBefore.UtcTicks,
            job.Fence,
            LeaseExpires(job),
            job.CancelRequested,
            job.Fingerprint,
            updated.Version,
            Records.Write(updated));
        return rows == 1 ? updated : null;
    }

    public static Job? Lease(SqliteSession session, JobId id, string worker, TimeSpan duration, DateTimeOffset now) =>
        Find(session, id) is { } job && CanLease(job, now)
            ? Update(session, job with
            {
                Status = JobStatus.Processing,
                Lease = new JobLease(worker, now + duration),
                Fence = job.Fence + 1,
                Deliveries = job.Deliveries + 1,
                StartedAt = job.StartedAt ?? now,
            })
            : null;

    /// <summary>Prolongs a lease. One that has lapsed, but that no other worker has taken, is as good as before.</summary>
    public static LeaseRenewal Renew(SqliteSession session, JobId id, long fence, DateTimeOffset expires)
    {
        var held = session.Execute(
            "UPDATE jobs SET lease_expires = $3 WHERE id = $1 AND fence = $2 AND status = 'processing' AND lease_expires > 0",
            id.Value,
            fence,
            expires.UtcTicks) == 1;
        return new LeaseRenewal(held, session.Number("SELECT cancel_requested FROM jobs WHERE id = $1", id.Value) == 1);
    }

    public static void Delete(SqliteSession session, JobId id)
    {
        session.Execute("DELETE FROM events WHERE job_id = $1", id.Value);
        session.Execute("DELETE FROM jobs WHERE id = $1", id.Value);
    }

    public static Job Read(SqliteDataReader row)
    {
        var job = Records.Read<Job>(row, 0);
        return job.Lease is { } lease && !row.IsDBNull(1) && row.GetInt64(1) is var expires && expires != lease.ExpiresAt.UtcTicks
            ? job with { Lease = lease with { ExpiresAt = Records.Time(expires) } }
            : job;
    }

    private static bool CanLease(Job job, DateTimeOffset now) => job.Status switch
    {
        JobStatus.Pending => job.NotBefore <= now,
        JobStatus.Processing => job.Lease is null || job.Lease.ExpiresAt <= now,
        _ => false,
    };

    private static bool IsUnsettled(Job job) => job.DeletedAt is not null || (job.Status.IsTerminal() && job.SettledAt is null);

    // 0 has lapsed at any time.
    private static long? LeaseExpires(Job job) => job.Lease?.ExpiresAt.UtcTicks ?? (job.Status == JobStatus.Processing ? 0 : null);
}
