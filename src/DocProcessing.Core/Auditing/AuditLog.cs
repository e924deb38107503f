using Microsoft.Extensions.Logging;

namespace DocProcessing.Auditing;

/// <summary>Records who did what. The deed is done by then, so a trail that is out of reach is logged and does not undo it.</summary>
internal sealed partial class AuditLog(IAuditTrail trail, TimeProvider clock, ILogger<AuditLog> logger)
{
    public async Task RecordAsync(string actor, string action, string subject, string owner)
    {
        try
        {
            await trail.AppendAsync(
                new AuditEntry { Timestamp = clock.GetUtcNow(), Actor = actor, Action = action, Subject = subject, Owner = owner }, CancellationToken.None);
        }
        catch (DocumentProcessingException exception)
        {
            LogAuditFailed(exception, action, subject);
        }
    }

    [LoggerMessage(300, LogLevel.Error, "The audit trail could not take {Action} of {Subject}")]
    private partial void LogAuditFailed(Exception exception, string action, string subject);
}

/// <summary>What the audit trail tells of.</summary>
internal static class AuditActions
{
    public const string UploadInitiated = "upload.initiated";
    public const string UploadCompleted = "upload.completed";
    public const string UploadCancelled = "upload.cancelled";
    public const string JobCancelled = "job.cancelled";
    public const string JobRetried = "job.retried";
    public const string DocumentRead = "document.read";
    public const string DocumentDeleted = "document.deleted";
    public const string StorageRepaired = "storage.repaired";
}
