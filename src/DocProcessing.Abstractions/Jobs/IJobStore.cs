namespace DocProcessing;

/// <summary>The slot for job records. Every write is a compare-and-set, and every call may throw <see cref="StateUnavailableException"/>.</summary>
public interface IJobStore
{
    /// <summary>Finds a job.</summary>
    /// <param name="id">The job.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The record, or <see langword="null"/>.</returns>
    Task<Job?> FindAsync(JobId id, CancellationToken cancellationToken);

    /// <summary>Finds a document's job.</summary>
    /// <param name="id">The document.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The record, or <see langword="null"/>.</returns>
    Task<Job?> FindByDocumentAsync(DocumentId id, CancellationToken cancellationToken);

    /// <summary>Writes a changed record if the stored one still has the version that this one was read at, and its event in the same step.</summary>
    /// <param name="job">The changed record, with the version it was read at. Its <see cref="Job.Lease"/> is written as it is.</param>
    /// <param name="progress">An event to append to the job's history with it, or none.</param>
    /// <param name="cancellationToken">Stops waiting. The write may have happened.</param>
    /// <returns>The record and event as stored, with their new version and number, or <see langword="null"/> when another write came first.</returns>
    /// <remarks>
    /// Durable when this returns; only a checkpoint, which leaves the job <see cref="JobStatus.Processing"/> with no cancel requested, may be taken
    /// back by a power cut, though not by the death of the process.
    /// </remarks>
    Task<JobUpdate?> TryUpdateAsync(Job job, ProgressEvent? progress, CancellationToken cancellationToken);

    /// <summary>
    /// Leases a job to a worker, if it is <see cref="JobStatus.Pending"/> and its time has come, or <see cref="JobStatus.Processing"/> with a lapsed lease.
    /// </summary>
    /// <param name="id">The job.</param>
    /// <param name="worker">Who asks.</param>
    /// <param name="duration">How long the lease holds unless renewed.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>
    /// The leased record, <see cref="JobStatus.Processing"/>, with <see cref="Job.Fence"/> and <see cref="Job.Deliveries"/> raised by one and
    /// <see cref="Job.StartedAt"/> set on the first; or <see langword="null"/> when there is nothing to lease.
    /// </returns>
    Task<Job?> TryLeaseAsync(JobId id, string worker, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Prolongs a lease. The record's version stays as it is.</summary>
    /// <param name="id">The job.</param>
    /// <param name="fence">The lease's number.</param>
    /// <param name="duration">How long it holds from now on.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Whether the lease still holds, and whether the job is to stop.</returns>
    Task<LeaseRenewal> RenewLeaseAsync(JobId id, long fence, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Lists jobs, newest first.</summary>
    /// <param name="query">Which ones.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>One page. Deleted documents' jobs are not in it.</returns>
    Task<JobPage> ListAsync(JobQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Lists jobs that a worker could lease: pending (also those whose time is yet to come) and processing with a lapsed lease,
    /// by priority, the highest first, then by <see cref="Job.NotBefore"/>.
    /// </summary>
    /// <param name="limit">The largest number to return.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The records.</returns>
    Task<IReadOnlyList<Job>> ListRunnableAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Lists jobs with work left to do after their end: terminal but not settled (<see cref="Job.SettledAt"/>), or deleted but still there.</summary>
    /// <param name="limit">The largest number to return.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The records, oldest first.</returns>
    Task<IReadOnlyList<Job>> ListUnsettledAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Finds a completed job of the same owner whose results may be reused.</summary>
    /// <param name="owner">The owner; never another's.</param>
    /// <param name="fingerprint">Content and options, as in <see cref="Job.Fingerprint"/>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The newest such record that is not deleted, or <see langword="null"/>.</returns>
    Task<Job?> FindReusableAsync(string owner, string fingerprint, CancellationToken cancellationToken);

    /// <summary>Counts jobs by status.</summary>
    /// <param name="owner">Whose; <see langword="null"/> for all.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A number for every status that has any.</returns>
    Task<IReadOnlyDictionary<JobStatus, long>> CountAsync(string? owner, CancellationToken cancellationToken);

    /// <summary>Deletes a record with its history; an unknown one is no error.</summary>
    /// <param name="id">The job.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when it is gone.</returns>
    Task DeleteAsync(JobId id, CancellationToken cancellationToken);
}

/// <summary>What a write has stored.</summary>
/// <param name="Job">The record with its new version.</param>
/// <param name="Progress">The event with its number, if one was given.</param>
public sealed record JobUpdate(Job Job, ProgressEvent? Progress);

/// <summary>What became of a renewal.</summary>
/// <param name="Held">Whether the lease still holds; if not, another worker may have the job.</param>
/// <param name="CancelRequested">Whether the job is to stop.</param>
public readonly record struct LeaseRenewal(bool Held, bool CancelRequested);

/// <summary>Which jobs to list.</summary>
public sealed record JobQuery
{
    /// <summary>The longest page that <c>IJobService</c> gives, of jobs and of a job's events. Who asks it for more gets this many.</summary>
    public const int MaxLimit = 500;

    /// <summary>Gets whose jobs; <see langword="null"/> for all.</summary>
    public string? Owner { get; init; }

    /// <summary>Gets the statuses; empty for all.</summary>
    public IReadOnlyCollection<JobStatus> Statuses { get; init; } = [];

    /// <summary>Gets the largest number of jobs to return, from 1.</summary>
    public int Limit { get; init; } = 50;

    /// <summary>Gets the page to go on with, as <see cref="JobPage.NextCursor"/> gave it: jobs made before this one.</summary>
    public JobId? Cursor { get; init; }
}

/// <summary>One page of jobs.</summary>
/// <param name="Jobs">The records, newest first.</param>
/// <param name="NextCursor">What to ask with for the next page; <see langword="null"/> on the last.</param>
public sealed record JobPage(IReadOnlyList<Job> Jobs, JobId? NextCursor);
