namespace DocProcessing;

/// <summary>One step of a job's way, numbered and replayable.</summary>
public sealed record ProgressEvent
{
    /// <summary>Gets the job.</summary>
    public required JobId JobId { get; init; }

    /// <summary>Gets the number of the event in its job, from 1 without gaps; 0 until it is stored.</summary>
    public long Sequence { get; init; }

    /// <summary>Gets where the job stood.</summary>
    public required JobStatus Status { get; init; }

    /// <summary>Gets the stage; <see langword="null"/> before the first and after the last.</summary>
    public string? Stage { get; init; }

    /// <summary>Gets how much of the whole is done, from 0 to 1.</summary>
    public double Fraction { get; init; }

    /// <summary>Gets how much of the stage is done, from 0 to 1.</summary>
    public double StageFraction { get; init; }

    /// <summary>Gets what happens, for people; never document content.</summary>
    public string? Message { get; init; }

    /// <summary>Gets the bytes done.</summary>
    public long BytesProcessed { get; init; }

    /// <summary>Gets the bytes in all.</summary>
    public long TotalBytes { get; init; }

    /// <summary>Gets the run of the stage, from 1.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>Gets when it happened.</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>Gets what went wrong, on an event that ends an attempt or the job badly.</summary>
    public JobError? Error { get; init; }

    /// <summary>Gets how the stage ended, on the event that ends it.</summary>
    public StageRun? StageRun { get; init; }
}

/// <summary>One finished run of a stage: what analytics are made of.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Duration">How long it ran.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="FinishedAt">When it ended.</param>
public sealed record StageRun(string Stage, TimeSpan Duration, StageOutcome Outcome, DateTimeOffset FinishedAt);
