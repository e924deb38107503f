using Npgsql;

namespace DocProcessing.Postgres;

/// <summary>The table of events. Whoever appends one changes the job's row, so that numbers have no gaps.</summary>
internal static class EventRows
{
    private const int JobsAtOnce = 50;

    // The event that was the newest until now is one that may be pruned. Times need not rise with numbers: nodes have clocks of their own.
    public static string Advance(int timestamp) =>
        $"last_sequence = last_sequence + 1, newest_event = ${timestamp}, oldest_event = LEAST(oldest_event, newest_event)";

    /// <summary>Writes a job in place of the one that it was read from, with an event; gives the event's number when the job was still there.</summary>
    public static Statement UpdateJob(Job updated, ProgressEvent progress, DateTimeOffset now) =>
        Statement.Of(
            $"""
            WITH job AS (UPDATE jobs SET {JobRows.Changes}, {Advance(21)} WHERE {JobRows.IsUnchanged} RETURNING last_sequence)
            {InsertFromJob(21)}
            """,
            [.. JobRows.Values(updated, now), .. Values(progress)]);

    /// <summary>Gives the statement that inserts the event of a job that is just written; its values begin with parameter <paramref name="first"/>.</summary>
    public static string InsertFromJob(int first) =>
        $"""
        INSERT INTO events (job_id, sequence, "timestamp", stage_finished, record)
        SELECT $1, last_sequence, ${first}, ${first + 1}, ${first + 2} FROM job RETURNING sequence
        """;

    public static Argument[] Values(ProgressEvent progress) => [progress.Timestamp.UtcTicks, progress.StageRun?.FinishedAt.UtcTicks, Records.Write(progress)];

    /// <summary>Appends an event if the lease is the newest and under way, or if none is when none is named; gives its number.</summary>
    public static Statement TryAppend(ProgressEvent progress, long? fence) =>
        Statement.Of(
            $"""
            WITH job AS (
              UPDATE jobs SET {Advance(3)}
              WHERE id = $1 AND NOT terminal AND (($2 IS NULL AND status <> 'processing') OR (fence = $2 AND status = 'processing'))
              RETURNING last_sequence)
            {InsertFromJob(3)}
            """,
            [progress.JobId.Value, fence, .. Values(progress)]);

    public static Statement List(JobId id, long after, int limit) =>
        Statement.Of("SELECT record, sequence FROM events WHERE job_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3", id.Value, after, limit);

    public static Statement FindLatest(JobId id) =>
        Statement.Of("SELECT record, sequence FROM events WHERE job_id = $1 ORDER BY sequence DESC LIMIT 1", id.Value);

    public static Statement ListStageRuns(DateTimeOffset since, int limit) =>
        Statement.Of(
            "SELECT record, sequence FROM events WHERE stage_finished >= $1 ORDER BY stage_finished DESC LIMIT $2", since.UtcTicks, limit);

    /// <summary>Deletes the old events, but each one's newest, of some jobs at their end; gives how many events and how many jobs it were.</summary>
    public static Statement Prune(DateTimeOffset before) =>
        Statement.Of(
            """
            WITH job AS (
              SELECT id, last_sequence FROM jobs WHERE terminal AND oldest_event < $1 ORDER BY oldest_event LIMIT $2 FOR UPDATE SKIP LOCKED),
            gone AS (
              DELETE FROM events USING job WHERE job_id = job.id AND "timestamp" < $1 AND sequence < job.last_sequence RETURNING 1),
            noted AS (
              UPDATE jobs SET oldest_event = (
                SELECT MIN("timestamp") FROM events WHERE job_id = jobs.id AND sequence < jobs.last_sequence AND "timestamp" >= $1)
              FROM job WHERE jobs.id = job.id)
            SELECT (SELECT COUNT(*) FROM gone), (SELECT COUNT(*) FROM job)
            """,
            before.UtcTicks,
            JobsAtOnce);

    public static ProgressEvent Read(NpgsqlDataReader row) => Records.Read<ProgressEvent>(row, 0) with { Sequence = row.GetInt64(1) };
}
