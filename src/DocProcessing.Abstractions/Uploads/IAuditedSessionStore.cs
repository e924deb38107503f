namespace DocProcessing;

/// <summary>What an <see cref="IUploadSessionStore"/> can do where it keeps the audit trail too: end an upload and tell of it in one step. Optional.</summary>
public interface IAuditedSessionStore
{
    /// <summary>Writes a session and its job as <see cref="IUploadSessionStore"/> does, and with them an entry of the audit trail: all or nothing.</summary>
    /// <param name="session">The changed session, with the version and the expiry it was read at.</param>
    /// <param name="job">The changed job, with the version it was read at.</param>
    /// <param name="progress">The job's event.</param>
    /// <param name="entry">The audit entry; its number is ignored.</param>
    /// <param name="cancellationToken">Stops waiting. The write may have happened.</param>
    /// <returns>The job and event as stored, or <see langword="null"/> when another write to either came first.</returns>
    /// <remarks>Durable when this returns.</remarks>
    Task<JobUpdate?> TryUpdateAsync(UploadSession session, Job job, ProgressEvent progress, AuditEntry entry, CancellationToken cancellationToken);
}
