namespace DocProcessing.Postgres;

/// <summary>Statuses as the database has them: the same words as in the JSON.</summary>
internal static class StatusNames
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

    public static string Of(JobStatus status) => Array.Find(Jobs, pair => pair.Status == status).Name;

    public static JobStatus Job(string name) => Array.Find(Jobs, pair => pair.Name == name).Status;

    public static string Of(UploadStatus status) => status switch
    {
        UploadStatus.Initiating => "initiating",
        UploadStatus.Open => "open",
        UploadStatus.Completed => "completed",
        UploadStatus.Cancelled => "cancelled",
        UploadStatus.Expired => "expired",
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };
}
