using System.Text.Json.Serialization;

namespace DocProcessing.Client;

/// <summary>Where a job is.</summary>
public enum JobStatus
{
    /// <summary>Its document is being uploaded.</summary>
    Uploading,

    /// <summary>It waits for a worker.</summary>
    Pending,

    /// <summary>A worker has it.</summary>
    Processing,

    /// <summary>Done.</summary>
    Completed,

    /// <summary>The document itself is at fault; the error says why.</summary>
    Rejected,

    /// <summary>It failed as often as it may. It can be run again.</summary>
    Failed,

    /// <summary>Somebody cancelled it.</summary>
    Cancelled,

    /// <summary>Its upload was abandoned.</summary>
    Expired,
}

/// <summary>How urgent a job is.</summary>
public enum JobPriority
{
    /// <summary>After all others.</summary>
    Low,

    /// <summary>The default.</summary>
    Normal,

    /// <summary>Before normal ones.</summary>
    High,

    /// <summary>Before all others.</summary>
    Critical,
}

/// <summary>Questions about a job's status.</summary>
public static class JobStatusExtensions
{
    /// <summary>Tells whether a job has come to its end.</summary>
    /// <param name="status">The job's status.</param>
    public static bool IsTerminal(this JobStatus status) => status >= JobStatus.Completed;
}

/// <summary>One document's way through the host.</summary>
public sealed record Job
{
    /// <summary>Gets the job's id.</summary>
    public required string JobId { get; init; }

    /// <summary>Gets the id of its document.</summary>
    public required string DocumentId { get; init; }

    /// <summary>Gets where it is.</summary>
    public required JobStatus Status { get; init; }

    /// <summary>Gets how urgent it is.</summary>
    public JobPriority Priority { get; init; }

    /// <summary>Gets the document's file name.</summary>
    [JsonPropertyName("filename")]
    public string FileName { get; init; } = string.Empty;

    /// <summary>Gets the document's size in bytes; 0 until it is known.</summary>
    public long FileSize { get; init; }

    /// <summary>Gets the document's media type.</summary>
    public string ContentType { get; init; } = string.Empty;

    /// <summary>Gets the client's own word for the kind of document.</summary>
    public string? DocumentType { get; init; }

    /// <summary>Gets the stage that runs or runs next.</summary>
    public string? Stage { get; init; }

    /// <summary>Gets how far it is, from 0 to 100.</summary>
    public double Progress { get; init; }

    /// <summary>Gets the run of the stage, from 1.</summary>
    public int Attempt { get; init; }

    /// <summary>Gets the stages that are done.</summary>
    public IReadOnlyList<string> CompletedStages { get; init; } = [];

    /// <summary>Gets a value indicating whether somebody has asked for its cancellation.</summary>
    public bool CancelRequested { get; init; }

    /// <summary>Gets what went wrong.</summary>
    public JobError? Error { get; init; }

    /// <summary>Gets what was found odd, but did not stop it.</summary>
    public IReadOnlyList<JobWarning> Warnings { get; init; } = [];

    /// <summary>Gets the document whose results were reused.</summary>
    public string? ReusedFrom { get; init; }

    /// <summary>Gets when its upload began.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Gets when its document was there.</summary>
    public DateTimeOffset? SubmittedAt { get; init; }

    /// <summary>Gets when a worker took it first.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Gets when it ended.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Gets the time before which the next attempt does not start.</summary>
    public DateTimeOffset? NotBefore { get; init; }
}

/// <summary>What went wrong with a job.</summary>
/// <param name="Code">The stable code.</param>
/// <param name="Stage">The stage in which it happened.</param>
/// <param name="Attempt">The run of the stage, from 1.</param>
/// <param name="Retryable">Whether the host tries again by itself.</param>
/// <param name="Message">For people.</param>
public sealed record JobError(string Code, string? Stage, int Attempt, bool Retryable, string Message);

/// <summary>What was found odd in a document.</summary>
/// <param name="Code">The stable code.</param>
/// <param name="Message">For people.</param>
public sealed record JobWarning(string Code, string Message);

/// <summary>One step of a job's way.</summary>
public sealed record JobProgress
{
    /// <summary>Gets the step's number in its job, from 1.</summary>
    public required long Sequence { get; init; }

    /// <summary>Gets where the job is.</summary>
    public required JobStatus Status { get; init; }

    /// <summary>Gets the stage.</summary>
    public string? Stage { get; init; }

    /// <summary>Gets how far the job is, from 0 to 100.</summary>
    public double Progress { get; init; }

    /// <summary>Gets how far the stage is, from 0 to 100.</summary>
    public double StageProgress { get; init; }

    /// <summary>Gets what is being done, for people.</summary>
    public string? Message { get; init; }

    /// <summary>Gets how much of the document the stage has read.</summary>
    public long BytesProcessed { get; init; }

    /// <summary>Gets how much it has to read.</summary>
    public long TotalBytes { get; init; }

    /// <summary>Gets the run of the stage, from 1.</summary>
    public int Attempt { get; init; }

    /// <summary>Gets when it happened.</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>Gets what went wrong.</summary>
    public JobError? Error { get; init; }
}

internal sealed record JobPage(IReadOnlyList<Job> Jobs, string? NextCursor);

internal sealed record JobHistory(IReadOnlyList<JobProgress> Events);
