namespace DocProcessing.Sqlite;

/// <summary>Reads of many jobs. Each statement walks one index and stops at its limit.</summary>
internal static class JobLists
{
    // Greater than every id.
    private const string NoCursor = "g";

    public static JobPage List(SqliteSession session, JobQuery query)
    {
        var cursor = query.Cursor?.Value ?? NoCursor;
        var wanted = query.Limit + 1;
        var jobs = query.Statuses.Count == 0
            ? ListAll(session, query.Owner, cursor, wanted)
            :
            [
                .. query.Statuses.Distinct()
                    .SelectMany(status => ListByStatus(session, query.Owner, status, cursor, wanted))
                    .OrderByDescending(job => job.Id.Value, StringComparer.Ordinal)
                    .Take(wanted),
            ];
        return jobs.Count <= query.Limit ? new JobPage(jobs, null) : new JobPage(jobs[..query.Limit], jobs[query.Limit - 1].Id);
    }

    public static IReadOnlyList<Job> ListRunnable(SqliteSession session, DateTimeOffset now, int limit)
    {
        var waiting = session.List(
            $"SELECT {JobRows.Columns} FROM jobs WHERE status = 'pending' ORDER BY priority DESC, not_before, id LIMIT $1", JobRows.Read, limit);
        var lapsed = session.List(
            $"SELECT {JobRows.Columns} FROM jobs WHERE status = 'processing' AND lease_expires <= $1 ORDER BY priority DESC, not_before, id LIMIT $2",
            JobRows.Read,
            now.UtcTicks,
            limit);
        return
        [
            .. waiting.Concat(lapsed)
                .OrderByDescending(job => job.Priority)
                .ThenBy(job => job.NotBefore)
                .ThenBy(job => job.Id.Value, StringComparer.Ordinal)
                .Take(limit),
        ];
    }

    public static List<Job> ListUnsettled(SqliteSession session, int limit) =>
        session.List($"SELECT {JobRows.Columns} FROM jobs WHERE unsettled = 1 ORDER BY id LIMIT $1", JobRows.Read, limit);

    public static Dictionary<JobStatus, long> Count(SqliteSession session, string? owner)
    {
        var counts = owner is null
            ? session.List("SELECT status, jobs FROM job_totals WHERE jobs > 0", row => (Status: row.GetString(0), Jobs: row.GetInt64(1)))
            : session.List("SELECT status, jobs FROM job_counts WHERE owner = $1", row => (Status: row.GetString(0), Jobs: row.GetInt64(1)), owner);
        return counts.ToDictionary(count => StatusNames.Job(count.Status), count => count.Jobs);
    }

    private static List<Job> ListAll(SqliteSession session, string? owner, string cursor, int limit) => owner is null
        ? session.List($"SELECT {JobRows.Columns} FROM jobs WHERE deleted = 0 AND id < $1 ORDER BY id DESC LIMIT $2", JobRows.Read, cursor, limit)
        : session.List(
            $"SELECT {JobRows.Columns} FROM jobs WHERE owner = $1 AND deleted = 0 AND id < $2 ORDER BY id DESC LIMIT $3",
            JobRows.Read,
            owner,
            cursor,
            limit);

    private static List<Job> ListByStatus(SqliteSession session, string? owner, JobStatus status, string cursor, int limit) => owner is null
        ? session.List(
            $"SELECT {JobRows.Columns} FROM jobs WHERE status = $1 AND deleted = 0 AND id < $2 ORDER BY id DESC LIMIT $3",
            JobRows.Read,
            StatusNames.Of(status),
            cursor,
            limit)
        : session.List(
            $"SELECT {JobRows.Columns} FROM jobs WHERE owner = $1 AND status = $2 AND deleted = 0 AND id < $3 ORDER BY id DESC LIMIT $4",
            JobRows.Read,
            owner,
            StatusNames.Of(status),
            cursor,
            limit);
}
