using DocProcessing.Access;
using DocProcessing.Auditing;
using DocProcessing.Progress;
using DocProcessing.Uploads;

namespace DocProcessing.Jobs;

internal sealed class JobService(
    IJobStore store,
    IUploadSessionStore sessions,
    IProgressHistory history,
    UploadEnding uploads,
    JobLifecycle lifecycle,
    JobDispatcher dispatcher,
    JobSubmitter submitter,
    JobConclusion conclusion,
    ProgressPublisher publisher,
    PipelinePlan plan,
    AuditLog audit) : IJobService
{
    public async Task<Job> GetAsync(Caller caller, JobId id, CancellationToken cancellationToken) =>
        caller.RequireJob(await store.FindAsync(id, cancellationToken));

    public Task<JobPage> ListAsync(Caller caller, JobQuery query, CancellationToken cancellationToken) => store.ListAsync(
        query with
        {
            Owner = caller.Role == CallerRole.User ? caller.UserId : query.Owner,
            Limit = Math.Clamp(query.Limit, 1, JobQuery.MaxLimit),
        },
        cancellationToken);

    public async Task<ProgressEvent> GetProgressAsync(Caller caller, JobId id, CancellationToken cancellationToken)
    {
        // The event first: if the job ends between the two reads, the record says so, and the event made of it is newer.
        var latest = await history.FindLatestAsync(id, cancellationToken);
        var job = await GetAsync(caller, id, cancellationToken);
        return latest is not null && latest.Status == job.Status
            ? latest
            : lifecycle.Describe(job, plan.FractionOf(job, null, 0), job.Error?.Message ?? job.Status.ToString()) with { Sequence = latest?.Sequence ?? 0 };
    }

    public async Task<IReadOnlyList<ProgressEvent>> GetHistoryAsync(Caller caller, JobId id, long afterSequence, int limit, CancellationToken cancellationToken)
    {
        await GetAsync(caller, id, cancellationToken);
        return await history.ReadAsync(id, afterSequence, Math.Clamp(limit, 1, JobQuery.MaxLimit), cancellationToken);
    }

    public async Task<Job> CancelAsync(Caller caller, JobId id, CancellationToken cancellationToken)
    {
        while (true)
        {
            var job = await GetAsync(caller, id, cancellationToken);
            var cancelled = job.Status switch
            {
                JobStatus.Uploading => await CancelUploadAsync(job, cancellationToken),
                JobStatus.Pending => await CancelWaitingAsync(job, cancellationToken),
                JobStatus.Processing => await CancelRunningAsync(job, cancellationToken),
                JobStatus.Cancelled => job,
                _ => throw Conflict(job, "cancelled"),
            };
            if (cancelled is not null)
            {
                await audit.RecordAsync(caller.UserId, AuditActions.JobCancelled, id.Value, job.Owner);
                return cancelled;
            }

            // Another write came first: look again.
        }
    }

    public async Task<Job> RetryAsync(Caller caller, JobId id, CancellationToken cancellationToken)
    {
        while (true)
        {
            var job = await GetAsync(caller, id, cancellationToken);
            if (job.Status != JobStatus.Failed)
            {
                throw Conflict(job, "run again");
            }

            var pending = lifecycle.Rerun(job);
            if (await store.TryUpdateAsync(pending, Describe(pending, "Waiting to be run again"), cancellationToken) is { } written)
            {
                await audit.RecordAsync(caller.UserId, AuditActions.JobRetried, id.Value, job.Owner);
                await submitter.SubmitAsync(written, CancellationToken.None);
                return written.Job;
            }
        }
    }

    private static DocumentProcessingException Conflict(Job job, string what) => new(
        ErrorCategory.Conflict, ErrorCodes.JobStatusConflict, $"A job that is {job.Status.ToString().ToLowerInvariant()} cannot be {what}.")
    {
        Details = new Dictionary<string, object?> { ["job_status"] = job.Status.ToString().ToLowerInvariant() },
    };

    private ProgressEvent Describe(Job job, string message) => lifecycle.Describe(job, plan.FractionOf(job, null, 0), message);

    private async Task<Job?> CancelUploadAsync(Job job, CancellationToken cancellationToken)
    {
        var session = await sessions.FindAsync(job.UploadId, cancellationToken);
        if (session is null || session.Status == UploadStatus.Completed)
        {
            return null;
        }

        try
        {
            await uploads.CancelAsync(session, cancellationToken);
        }
        catch (DocumentProcessingException exception) when (exception.Code == ErrorCodes.UploadCompleted)
        {
            // It was completed a moment ago: then it is the waiting job that is cancelled.
            return null;
        }

        return await store.FindAsync(job.Id, cancellationToken);
    }

    private async Task<Job?> CancelWaitingAsync(Job job, CancellationToken cancellationToken)
    {
        var cancelled = lifecycle.Finish(job, JobStatus.Cancelled);
        if (await store.TryUpdateAsync(cancelled, Describe(cancelled, "Cancelled"), cancellationToken) is not { } written)
        {
            return null;
        }

        await dispatcher.RemoveAsync(job.Id);
        await publisher.PublishAsync(written.Job, written.Progress);
        conclusion.Finished(written.Job);
        return written.Job;
    }

    private async Task<Job?> CancelRunningAsync(Job job, CancellationToken cancellationToken)
    {
        var written = job.CancelRequested ? new JobUpdate(job, null) : await store.TryUpdateAsync(job with { CancelRequested = true }, null, cancellationToken);
        if (written is not null)
        {
            await publisher.CancelAsync(job.Id);
        }

        return written?.Job;
    }
}
