namespace DocProcessing.Sqlite;

/// <summary>The table of events.</summary>
internal static class EventRows
{
    private const int JobsAtOnce = 50;

    // The event that was the newest until now is one that may be pruned. Times need not rise with numbers: nodes have clocks of their own.
    private const string Advance =
        """
        UPDATE jobs SET last_sequence = last_sequence + 1, oldest_event = MIN(
          COALESCE(oldest_event, 9223372036854775807),
          (SELECT timestamp FROM events WHERE job_id = jobs.id AND sequence = jobs.last_sequence))
        """;

    /// <summary>Appends an event to a job that is there.</summary>
    public static ProgressEvent Append(SqliteSession session, ProgressEvent progress) =>
        Insert(session, progress, session.Number($"{Advance} WHERE id = $1 RETURNING last_sequence", progress.JobId.Value)!.Value);

    /// <summary>Appends an event if the lease is the newest and under way, or if none is when none is named.</summary>
    public static ProgressEvent? TryAppend(SqliteSession session, ProgressEvent progress, long? fence)
    {
        var sequence = session.Number(
            $"""
            {Advance}
            WHERE id = $1 AND terminal = 0 AND (($2 IS NULL AND status <> 'processing') OR (fence = $2 AND status = 'processing'))
            RETURNING last_sequence
            """,
            progress.JobId.Value,
            fence);
        return sequence is { } number ? Insert(session, progress, number) : null;
    }

    public static List<ProgressEvent> Read(SqliteSession session, JobId id, long after, int limit) =>
        session.List(
            "SELECT record FROM events WHERE job_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3",
            row => Records.Read<ProgressEvent>(row, 0),
            id.Value,
            after,
            limit);

    public static ProgressEvent? FindLatest(SqliteSession session, JobId id) =>
        session.First("SELECT record FROM events WHERE job_id = $1 ORDER BY sequence DESC LIMIT 1", row => Records.Read<ProgressEvent>(row, 0), id.Value);

    public static List<StageRun> ReadStageRuns(SqliteSession session, DateTimeOffset since, int limit) =>
        session.List(
            "SELECT record FROM events WHERE stage_finished >= $1 ORDER BY stage_finished DESC LIMIT $2",
            row => Records.Read<ProgressEvent>(row, 0).StageRun!,
            since.UtcTicks,
            limit);

    /// <summary>Deletes some old events of jobs at their end, but each job's newest.</summary>
    /// <returns>How many, and whether there may be more.</returns>
    public static (int Deleted, bool MayHaveMore) Prune(SqliteSession session, DateTimeOffset before, int limit)
    {
        var jobs = session.List(
            "SELECT id FROM jobs WHERE terminal = 1 AND oldest_event < $1 ORDER BY oldest_event LIMIT $2", row => row.GetString(0), before.UtcTicks, JobsAtOnce);
        var deleted = 0;
        foreach (var job in jobs.TakeWhile(_ => deleted < limit))
        {
            deleted += session.Execute(
                """
                DELETE FROM events WHERE job_id = $1 AND sequence IN (
                  SELECT sequence FROM events
                  WHERE job_id = $1 AND timestamp < $2 AND sequence < (SELECT last_sequence FROM jobs WHERE id = $1) ORDER BY sequence LIMIT $3)
                """,
                job,
                before.UtcTicks,
                limit - deleted);
            session.Execute(
                "UPDATE jobs SET oldest_event = (SELECT MIN(timestamp) FROM events WHERE job_id = jobs.id AND sequence < jobs.last_sequence) WHERE id = $1", job);
        }

        return (deleted, jobs.Count > 0);
    }

    private static ProgressEvent Insert(SqliteSession session, ProgressEvent progress, long sequence)
    {
        var stored = progress with { Sequence = sequence };
        session.Execute(
            "INSERT INTO events (job_id, sequence, timestamp, stage_finished, record) VALUES ($1, $2, $3, $4, $5)",
            stored.JobId.Value,
            sequence,
            stored.Timestamp.UtcTicks,
            stored.StageRun?.FinishedAt.UtcTicks,
            Records.Write(stored));
        return stored;
    }
}
