namespace DocProcessing.Jobs;

/// <summary>Changes a job's status: the only code that does, by the table.</summary>
internal sealed class JobLifecycle(TimeProvider clock, IEnumerable<INotificationSink> sinks)
{
    private readonly bool _hasSinks = sinks.Any();

    public Job Submit(Job job, long fileSize) => To(job, JobStatus.Pending) with
    {
        FileSize = fileSize,
        SubmittedAt = clock.GetUtcNow(),
        NotBefore = clock.GetUtcNow(),
    };

    /// <summary>Gives a job back to the queue, for its next attempt or because its node stops.</summary>
    public Job Requeue(Job job, TimeSpan delay, JobError? error, int attempt, int deliveries) => To(job, JobStatus.Pending) with
    {
        NotBefore = clock.GetUtcNow() + delay,
        Error = error,
        Attempt = attempt,
        Deliveries = deliveries,
        Lease = null,
    };

    /// <summary>Starts a failed job over, from the stage that failed.</summary>
    public Job Rerun(Job job) => To(job, JobStatus.Pending) with
    {
        NotBefore = clock.GetUtcNow(),
        Attempt = 1,
        Deliveries = 0,
        FinishedAt = null,
        SettledAt = null,
        CancelRequested = false,
    };

    public Job Finish(Job job, JobStatus status, JobError? error = null)
    {
        var now = clock.GetUtcNow();
        return To(job, status) with
        {
            Error = error,
            Lease = null,
            Stage = status == JobStatus.Completed ? null : job.Stage,
            FinishedAt = now,

            // A completed job has no leftovers. With nobody to tell either, it is settled in the same write.
            SettledAt = status == JobStatus.Completed && !_hasSinks ? now : null,
        };
    }

    /// <summary>Describes where a job stands as an event.</summary>
    public ProgressEvent Describe(Job job, double fraction, string message, double stageFraction = 0) => new()
    {
        JobId = job.Id,
        Status = job.Status,
        Stage = job.Stage,
        Fraction = job.Status == JobStatus.Completed ? 1 : fraction,
        StageFraction = stageFraction,
        Message = message,
        TotalBytes = job.FileSize,
        Attempt = job.Attempt,
        Timestamp = clock.GetUtcNow(),
        Error = job.Error,
    };

    private static Job To(Job job, JobStatus status) =>
        JobStatusTable.Allows(job.Status, status)
            ? job with { Status = status }
            : throw new InvalidOperationException($"A job cannot go from {job.Status} to {status}.");
}
