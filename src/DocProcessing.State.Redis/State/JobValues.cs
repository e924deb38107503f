using System.Globalization;
using StackExchange.Redis;

namespace DocProcessing.Redis;

/// <summary>Jobs and their events as the scripts take and give them.</summary>
/// <remarks>
/// Nodes have clocks of their own. A record keeps the times of the node that wrote it; until when a lease holds and from when a job may start is told to
/// the server as a duration, and decided by its clock alone.
/// </remarks>
internal static class JobValues
{
    // More milliseconds than lie between the first and the last time that there is; four of them are still a number that a score holds.
    private const long OnePriority = 1L << 49;

    /// <summary>Gives what <c>job_given</c> names.</summary>
    /// <param name="job">The record, with the version that it gets.</param>
    /// <param name="now">The present time of the clock that the record's times are of.</param>
    public static RedisValue[] Of(Job job, DateTimeOffset now) =>
    [
        job.Id.Value,
        job.DocumentId.Value,
        job.Owner,
        StatusNames.Of(job.Status),
        job.Status.IsTerminal(),
        job.DeletedAt is not null || (job.Status.IsTerminal() && job.SettledAt is null),
        job.DeletedAt is not null,
        Order(job),
        Records.Ticks(job.NotBefore),
        job.Fence,
        job.Deliveries,
        Records.Ticks(job.StartedAt),
        job.Lease?.Worker ?? "",
        Records.Ticks(job.Lease?.ExpiresAt),
        job.CancelRequested,
        job.Fingerprint ?? "",
        job.Version,
        Records.Write(job),
        job.NotBefore > now ? Records.Milliseconds(job.NotBefore - now) : "",
        job.Lease is { } lease ? Records.Milliseconds(lease.ExpiresAt - now) : "",
    ];

    /// <summary>Gives what <c>event_given</c> names.</summary>
    public static RedisValue[] Of(ProgressEvent progress) =>
    [
        progress.Timestamp.ToUnixTimeMilliseconds(),
        progress.StageRun is { } run ? run.FinishedAt.ToUnixTimeMilliseconds() : "",
        Records.Write(progress),
    ];

    /// <summary>Reads a row of <c>job_read</c>.</summary>
    public static Job? Read(RedisResult row)
    {
        if (row.IsNull || row[0].IsNull)
        {
            return null;
        }

        return Records.Read<Job>(row[0]) with
        {
            Status = StatusNames.Job((string)row[1]!),
            Version = (long)row[2],
            Fence = (long)row[3],
            Deliveries = (int)row[4],
            StartedAt = Records.IsSet(row[5]) ? Records.Time(row[5]) : null,
            Lease = Records.IsSet(row[7]) ? new JobLease((string)row[6]!, Records.Time(row[7])) : null,
        };
    }

    /// <summary>Reads rows of <c>job_read</c>.</summary>
    public static IEnumerable<Job> ReadAll(RedisResult rows) => ((RedisResult[])rows!).Select(Read).OfType<Job>();

    /// <summary>Reads rows of <c>event_row</c>.</summary>
    public static List<ProgressEvent> ReadEvents(RedisResult rows) =>
        [.. ((RedisResult[])rows!).Select(row => Records.Read<ProgressEvent>(row[1]) with { Sequence = (long)row[0] })];

    // By priority, the highest first, then by time.
    private static string Order(Job job)
    {
        var sinceTheFirst = job.NotBefore.UtcTicks / TimeSpan.TicksPerMillisecond;
        return (((JobPriority.Critical - job.Priority) * OnePriority) + sinceTheFirst).ToString(CultureInfo.InvariantCulture);
    }
}
