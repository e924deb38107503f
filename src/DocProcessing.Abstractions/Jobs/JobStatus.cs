using System.Text.Json.Serialization;

namespace DocProcessing;

/// <summary>Where a job stands. <see cref="JobStatusTable"/> says which status may follow which.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JobStatus>))]
public enum JobStatus
{
    /// <summary>The document's bytes are arriving.</summary>
    [JsonStringEnumMemberName("uploading")]
    Uploading,

    /// <summary>Waits for a worker, or for its next attempt.</summary>
    [JsonStringEnumMemberName("pending")]
    Pending,

    /// <summary>A worker holds the lease and runs the stages.</summary>
    [JsonStringEnumMemberName("processing")]
    Processing,

    /// <summary>Done; there may be warnings.</summary>
    [JsonStringEnumMemberName("completed")]
    Completed,

    /// <summary>The document itself cannot be processed. Never retried.</summary>
    [JsonStringEnumMemberName("rejected")]
    Rejected,

    /// <summary>All attempts failed. Kept, listed, and can be run again.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>Its owner, or an operator, cancelled it.</summary>
    [JsonStringEnumMemberName("cancelled")]
    Cancelled,

    /// <summary>The upload was abandoned.</summary>
    [JsonStringEnumMemberName("expired")]
    Expired,
}

/// <summary>The job's state machine: one table.</summary>
public static class JobStatusTable
{
    private static readonly Dictionary<JobStatus, JobStatus[]> Next = new()
    {
        [JobStatus.Uploading] = [JobStatus.Pending, JobStatus.Cancelled, JobStatus.Expired],
        [JobStatus.Pending] = [JobStatus.Processing, JobStatus.Cancelled],
        [JobStatus.Processing] = [JobStatus.Processing, JobStatus.Pending, JobStatus.Completed, JobStatus.Rejected, JobStatus.Failed, JobStatus.Cancelled],
        [JobStatus.Completed] = [],
        [JobStatus.Rejected] = [],
        [JobStatus.Failed] = [JobStatus.Pending],
        [JobStatus.Cancelled] = [],
        [JobStatus.Expired] = [],
    };

    /// <summary>Tells whether a status may follow another.</summary>
    /// <param name="from">The present status.</param>
    /// <param name="to">The next one.</param>
    /// <returns><see langword="true"/> when the table allows it.</returns>
    public static bool Allows(JobStatus from, JobStatus to) => Next[from].Contains(to);

    /// <summary>Tells whether a job in this status is at its end. A failed one can be run again, on request.</summary>
    /// <param name="status">The status.</param>
    /// <returns><see langword="true"/> for completed, rejected, failed, cancelled and expired.</returns>
    public static bool IsTerminal(this JobStatus status) =>
        status is JobStatus.Completed or JobStatus.Rejected or JobStatus.Failed or JobStatus.Cancelled or JobStatus.Expired;
}
