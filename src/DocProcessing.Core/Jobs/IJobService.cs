namespace DocProcessing;

/// <summary>Shows jobs to their owners and lets them act on them.</summary>
/// <remarks>Every member throws <see cref="DocumentProcessingException"/> with <see cref="ErrorCodes.JobNotFound"/> for a job that is unknown or another user's.</remarks>
public interface IJobService
{
    /// <summary>Finds a job.</summary>
    /// <param name="caller">Who asks: its owner, an operator or an admin.</param>
    /// <param name="id">The job.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The record.</returns>
    Task<Job> GetAsync(Caller caller, JobId id, CancellationToken cancellationToken);

    /// <summary>Lists jobs, newest first: the caller's own, or everybody's for an operator who asks for no owner.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="query">Which ones; for a user the owner is always the caller.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>One page.</returns>
    Task<JobPage> ListAsync(Caller caller, JobQuery query, CancellationToken cancellationToken);

    /// <summary>Tells where a job stands now, as an event: the newest stored one, or one made from the record.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="id">The job.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The event. Its status is the record's.</returns>
    Task<ProgressEvent> GetProgressAsync(Caller caller, JobId id, CancellationToken cancellationToken);

    /// <summary>Reads a job's events in order.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="id">The job.</param>
    /// <param name="afterSequence">The number after which to start; 0 for all.</param>
    /// <param name="limit">The largest number to return.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The events.</returns>
    Task<IReadOnlyList<ProgressEvent>> GetHistoryAsync(Caller caller, JobId id, long afterSequence, int limit, CancellationToken cancellationToken);

    /// <summary>Cancels a job: a waiting one at once, a running one within moments. One that is cancelled already is no error.</summary>
    /// <param name="caller">Who cancels.</param>
    /// <param name="id">The job.</param>
    /// <param name="cancellationToken">Stops waiting. The job may be cancelled.</param>
    /// <returns>The record: cancelled, or processing with <see cref="Job.CancelRequested"/>.</returns>
    Task<Job> CancelAsync(Caller caller, JobId id, CancellationToken cancellationToken);

    /// <summary>Runs a failed job again, from the stage that failed.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="id">The job.</param>
    /// <param name="cancellationToken">Stops waiting. The job may be pending.</param>
    /// <returns>The record, pending.</returns>
    Task<Job> RetryAsync(Caller caller, JobId id, CancellationToken cancellationToken);
}
