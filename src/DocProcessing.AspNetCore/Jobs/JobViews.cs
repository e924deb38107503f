namespace DocProcessing.Jobs;

/// <summary>Shows jobs and their events as the contract says.</summary>
internal static class JobViews
{
    public static JobView Of(Job job, ProgressEvent? progress) => new()
    {
        JobId = job.Id.Value,
        DocumentId = job.DocumentId.Value,
        Owner = job.Owner,
        Status = job.Status,
        Priority = job.Priority,
        FileName = job.FileName,
        FileSize = job.FileSize,
        ContentType = job.DetectedContentType ?? job.ContentType,
        DocumentType = job.DocumentType,
        Stage = job.Stage,
        Progress = job.Status == JobStatus.Completed ? Percent.Of(1) : Percent.Of(progress?.Fraction ?? StageShare(job)),
        Attempt = job.Attempt,
        CompletedStages = job.CompletedStages,
        CancelRequested = job.CancelRequested,
        Error = Of(job.Error),
        Warnings = [.. job.Warnings.Select(warning => new JobWarningView(warning.Code, warning.Message))],
        ReusedFrom = job.ReusedFrom?.Value,
        CreatedAt = job.CreatedAt,
        SubmittedAt = job.SubmittedAt,
        StartedAt = job.StartedAt,
        FinishedAt = job.FinishedAt,
        NotBefore = job.NotBefore == default ? null : job.NotBefore,
    };

    public static ProgressView Of(ProgressEvent progress) => new()
    {
        Sequence = progress.Sequence,
        Status = progress.Status,
        Stage = progress.Stage,
        Progress = Percent.Of(progress.Fraction),
        StageProgress = Percent.Of(progress.StageFraction),
        Message = progress.Message,
        BytesProcessed = progress.BytesProcessed,
        TotalBytes = progress.TotalBytes,
        Attempt = progress.Attempt,
        Timestamp = progress.Timestamp,
        Error = Of(progress.Error),
    };

    public static JobErrorView? Of(JobError? error) =>
        error is null ? null : new JobErrorView(error.Code, error.Stage, error.Attempt, error.Retryable, error.Message);

    private static double StageShare(Job job) => (double)job.CompletedStages.Count / StageNames.InOrder.Count;
}
