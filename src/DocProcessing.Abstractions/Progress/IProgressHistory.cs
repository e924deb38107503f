namespace DocProcessing;

/// <summary>The slot for the events of jobs, numbered by job. Every call may throw <see cref="StateUnavailableException"/>.</summary>
public interface IProgressHistory
{
    /// <summary>Appends an event, if the job's newest lease is still the caller's.</summary>
    /// <param name="progress">The event; its number is ignored.</param>
    /// <param name="fence">The caller's lease, or <see langword="null"/> for an event of a job that nobody has leased.</param>
    /// <param name="cancellationToken">Stops waiting. The event may be stored.</param>
    /// <returns>The event with its number, or <see langword="null"/> when the lease is another's or the job is unknown or at its end.</returns>
    /// <remarks>Survives the death of the process when this returns; a power cut may take it back.</remarks>
    Task<ProgressEvent?> TryAppendAsync(ProgressEvent progress, long? fence, CancellationToken cancellationToken);

    /// <summary>Reads a job's events in order.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="afterSequence">The number after which to start; 0 for all.</param>
    /// <param name="limit">The largest number to return.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The events.</returns>
    Task<IReadOnlyList<ProgressEvent>> ReadAsync(JobId jobId, long afterSequence, int limit, CancellationToken cancellationToken);

    /// <summary>Finds a job's newest event.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The event, or <see langword="null"/>.</returns>
    Task<ProgressEvent?> FindLatestAsync(JobId jobId, CancellationToken cancellationToken);

    /// <summary>Reads finished runs of stages, newest first, for analytics.</summary>
    /// <param name="since">The time from which on.</param>
    /// <param name="limit">The largest number to return.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The runs.</returns>
    Task<IReadOnlyList<StageRun>> ReadStageRunsAsync(DateTimeOffset since, int limit, CancellationToken cancellationToken);

    /// <summary>Deletes old events of jobs that are at their end, but each job's newest.</summary>
    /// <param name="before">The time before which events are old.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>How many were deleted.</returns>
    Task<int> PruneAsync(DateTimeOffset before, CancellationToken cancellationToken);
}
