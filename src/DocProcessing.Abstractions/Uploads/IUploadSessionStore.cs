namespace DocProcessing;

/// <summary>The slot for upload sessions and their parts. Every call may throw <see cref="StateUnavailableException"/>.</summary>
public interface IUploadSessionStore
{
    /// <summary>Creates a session and its job in one step.</summary>
    /// <param name="session">The new session.</param>
    /// <param name="job">Its job, <see cref="JobStatus.Uploading"/>.</param>
    /// <param name="progress">The job's first event.</param>
    /// <param name="maxOpen">How many sessions that take parts, or will, the owner may have, this one included. A session for a single request has no parts: it is not counted and not refused.</param>
    /// <param name="cancellationToken">Stops waiting. The session may exist.</param>
    /// <returns>
    /// The created session; the older one that has the same owner and idempotency key, unchanged; or <see langword="null"/> when the owner has too many.
    /// </returns>
    /// <remarks>Durable when this returns.</remarks>
    Task<UploadSession?> CreateAsync(UploadSession session, Job job, ProgressEvent progress, int maxOpen, CancellationToken cancellationToken);

    /// <summary>Finds a session.</summary>
    /// <param name="id">The session.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The record, or <see langword="null"/>.</returns>
    Task<UploadSession?> FindAsync(UploadId id, CancellationToken cancellationToken);

    /// <summary>Writes a changed session if the stored one still has the version and the expiry that this one was read at.</summary>
    /// <param name="session">The changed record, with the version and the expiry it was read at: a part that was recorded since prolongs the expiry, and must not be lost.</param>
    /// <param name="cancellationToken">Stops waiting. The write may have happened.</param>
    /// <returns>The record with its new version, or <see langword="null"/> when another write came first.</returns>
    Task<UploadSession?> TryUpdateAsync(UploadSession session, CancellationToken cancellationToken);

    /// <summary>Writes a session and its job in one step, both by compare-and-set: all or nothing.</summary>
    /// <param name="session">The changed session, with the version and the expiry it was read at.</param>
    /// <param name="job">The changed job, with the version it was read at.</param>
    /// <param name="progress">The job's event.</param>
    /// <param name="cancellationToken">Stops waiting. The write may have happened.</param>
    /// <returns>The job and event as stored, or <see langword="null"/> when another write to either came first.</returns>
    /// <remarks>Durable when this returns.</remarks>
    Task<JobUpdate?> TryUpdateAsync(UploadSession session, Job job, ProgressEvent progress, CancellationToken cancellationToken);

    /// <summary>Records a part, in place of an older version of it, if the session is <see cref="UploadStatus.Open"/>.</summary>
    /// <param name="id">The session.</param>
    /// <param name="part">The part as storage has it.</param>
    /// <param name="expiresAt">When the session now expires.</param>
    /// <param name="cancellationToken">Stops waiting. The part may be on record.</param>
    /// <returns>All parts now on record, or <see langword="null"/> when the session takes no parts. The session's version stays as it is.</returns>
    /// <remarks>Survives the death of the process when this returns; a power cut may take it back, never falsify it.</remarks>
    Task<ReceivedParts?> TryRecordPartAsync(UploadId id, StoredPart part, DateTimeOffset expiresAt, CancellationToken cancellationToken);

    /// <summary>Takes parts off the record, since storage no longer has them.</summary>
    /// <param name="id">The session.</param>
    /// <param name="partNumbers">The parts, from 1.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when they are off the record.</returns>
    Task ForgetPartsAsync(UploadId id, IReadOnlyCollection<int> partNumbers, CancellationToken cancellationToken);

    /// <summary>Finds one recorded part.</summary>
    /// <param name="id">The session.</param>
    /// <param name="partNumber">The part, from 1.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The part, or <see langword="null"/>.</returns>
    Task<StoredPart?> FindPartAsync(UploadId id, int partNumber, CancellationToken cancellationToken);

    /// <summary>Lists the recorded parts.</summary>
    /// <param name="id">The session.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The parts by number, at most 10 000.</returns>
    Task<IReadOnlyList<StoredPart>> ListPartsAsync(UploadId id, CancellationToken cancellationToken);

    /// <summary>Lists a user's sessions that take parts, newest first.</summary>
    /// <param name="owner">The user.</param>
    /// <param name="limit">The largest number to return.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The sessions, each with what it has received.</returns>
    Task<IReadOnlyList<OpenUpload>> ListOpenAsync(string owner, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Lists sessions with work to do: past <see cref="UploadSession.ExpiresAt"/> and neither completed, cancelled nor expired;
    /// or cancelled or expired with bytes not yet released.
    /// </summary>
    /// <param name="now">The present time.</param>
    /// <param name="limit">The largest number to return.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The sessions, oldest first.</returns>
    Task<IReadOnlyList<UploadSession>> ListUnsettledAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken);

    /// <summary>Deletes finished sessions that nobody will ask for again: terminal, expired before a time, and with nothing left in storage.</summary>
    /// <param name="expiredBefore">The time.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>How many were deleted.</returns>
    Task<int> PruneAsync(DateTimeOffset expiredBefore, CancellationToken cancellationToken);
}

/// <summary>A session that takes parts, and what it has received.</summary>
/// <param name="Session">The session.</param>
/// <param name="Received">What its recorded parts add up to.</param>
public sealed record OpenUpload(UploadSession Session, ReceivedParts Received);
