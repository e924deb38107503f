using Microsoft.Extensions.Logging;

namespace DocProcessing.Auditing;

/// <summary>Records who did what. The deed is done by then, so a trail that is out of reach is logged and does not undo it.</summary>
internal sealed partial class AuditLog(IAuditTrail trail, TimeProvider clock, ILogger<AuditLog> logger)
{
    /// <summary>Finds what writes an upload's end and an entry in one step, if the session store is what keeps the trail.</summary>
    public IAuditedSessionStore? Within(IUploadSessionStore sessions) => ReferenceEquals(sessions, trail) ? sessions as IAuditedSessionStore : null;

    public AuditEntry EntryOf(string actor, string action, string subject, string owner) =>
        new() { Timestamp = clock.GetUtcNow(), Actor = actor, Action = action, Subject = subject, Owner = owner };

    public Task RecordAsync(string actor, string action, string subject, string owner) => RecordAsync(EntryOf(actor, action, subject, owner));

    public async Task RecordAsync(AuditEntry entry)
    {
        try
        {
            await trail.AppendAsync(entry, CancellationToken.None);
        }
        catch (DocumentProcessingException exception)
        {
            LogAuditFailed(exception, entry.Action, entry.Subject);
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
