namespace DocProcessing;

/// <summary>Statuses as stores have them: the same words as in the JSON.</summary>
public static class StatusNames
{
    private static readonly (JobStatus Status, string Name)[] Jobs =
    [
        (JobStatus.Uploading, "uploading"),
        (JobStatus.Pending, "pending"),
        (JobStatus.Processing, "processing"),
        (JobStatus.Completed, "completed"),
        (JobStatus.Rejected, "rejected"),
        (JobStatus.Failed, "failed"),
        (JobStatus.Cancelled, "cancelled"),
        (JobStatus.Expired, "expired"),
    ];

    /// <summary>Gives the word for a job's status.</summary>
    /// <param name="status">The status.</param>
    /// <returns>The word.</returns>
    public static string Of(JobStatus status) => Array.Find(Jobs, pair => pair.Status == status).Name;

    /// <summary>Gives the word for an upload session's status.</summary>
    /// <param name="status">The status.</param>
    /// <returns>The word.</returns>
    public static string Of(UploadStatus status) => status switch
    {
        UploadStatus.Initiating => "initiating",
        UploadStatus.Open => "open",
        UploadStatus.Completed => "completed",
        UploadStatus.Cancelled => "cancelled",
        UploadStatus.Expired => "expired",
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };

    /// <summary>Reads the word for a job's status.</summary>
    /// <param name="name">The word.</param>
    /// <returns>The status.</returns>
    public static JobStatus Job(string name) => Array.Find(Jobs, pair => pair.Name == name).Status;
}
