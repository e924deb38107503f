namespace DocProcessing.Postgres;

/// <summary>Reads of many jobs. Each walks its indexes and stops at its limit.</summary>
internal static class JobLists
{
    // Greater than every id.
    private const string NoCursor = "g";

    private const string FirstToRun = "ORDER BY priority DESC, not_before, id LIMIT $1";

    /// <summary>Lists one job more than the page takes, so that the last page is known.</summary>
    public static Statement List(JobQuery query)
    {
        var (cursor, limit) = (query.Cursor?.Value ?? NoCursor, query.Limit + 1);
        string[] statuses = [.. query.Statuses.Distinct().Select(StatusNames.Of)];
        return (query.Owner, statuses.Length) switch
        {
            (null, 0) => Statement.Of($"SELECT {JobRows.Columns} FROM jobs WHERE NOT deleted AND id < $1 ORDER BY id DESC LIMIT $2", cursor, limit),
            ({ } owner, 0) => Statement.Of(
                $"SELECT {JobRows.Columns} FROM jobs WHERE owner = $3 AND NOT deleted AND id < $1 ORDER BY id DESC LIMIT $2", cursor, limit, owner),
            (null, _) => Statement.Of(ByStatus(""), cursor, limit, statuses),
            ({ } owner, _) => Statement.Of(ByStatus("owner = $4 AND"), cursor, limit, statuses, owner),
        };
    }

    public static JobPage PageOf(JobQuery query, List<Job> jobs) =>
        jobs.Count <= query.Limit ? new JobPage(jobs, null) : new JobPage(jobs[..query.Limit], jobs[query.Limit - 1].Id);

    public static Statement ListRunnable(int limit) =>
        Statement.Of(
            $"""
            SELECT {JobRows.Columns} FROM (
              (SELECT * FROM jobs WHERE status = 'pending' {FirstToRun})
              UNION ALL
              (SELECT * FROM jobs WHERE status = 'processing' AND lease_until <= clock_timestamp() {FirstToRun})) AS runnable
            {FirstToRun}
            """,
            limit);

    public static Statement ListUnsettled(int limit) =>
        Statement.Of($"SELECT {JobRows.Columns} FROM jobs WHERE unsettled ORDER BY id LIMIT $1", limit);

    public static Statement Count(string? owner) => owner is null
        ? Statement.Of("SELECT status, COUNT(*) FROM jobs GROUP BY status")
        : Statement.Of("SELECT status, COUNT(*) FROM jobs WHERE owner = $1 GROUP BY status", owner);

    // One walk for each status, instead of one over all jobs that looks for them.
    private static string ByStatus(string ofOwner) =>
        $"""
        SELECT {JobRows.Columns} FROM unnest($3) AS wanted CROSS JOIN LATERAL (
          SELECT * FROM jobs WHERE {ofOwner} status = wanted AND NOT deleted AND id < $1 ORDER BY id DESC LIMIT $2) AS listed
        ORDER BY id DESC LIMIT $2
        """;
}
