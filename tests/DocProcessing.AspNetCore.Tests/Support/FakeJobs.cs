using System.Collections.Concurrent;

namespace DocProcessing.AspNetCore.Tests.Support;

/// <summary>Jobs in memory, with a history that the test writes.</summary>
internal sealed class FakeJobs(TestBus bus, TimeProvider clock) : IJobService
{
    private readonly ConcurrentDictionary<JobId, Job> _jobs = new();
    private readonly ConcurrentDictionary<JobId, List<ProgressEvent>> _history = new();

    public Exception? Error { get; set; }

    public JobQuery? LastQuery { get; private set; }

    public int Lookups { get; private set; }

    /// <summary>Runs before a history is read, so that a test can let things happen meanwhile.</summary>
    public Action? BeforeHistory { get; set; }

    public Job Add(string owner, JobStatus status = JobStatus.Processing, Func<Job, Job>? change = null)
    {
        var job = new Job
        {
            Id = JobId.Create(clock),
            UploadId = UploadId.Create(clock),
            DocumentId = DocumentId.Create(clock),
            Owner = owner,
            Status = status,
            FileName = "report.pdf",
            FileSize = 1000,
            ContentType = "application/pdf",
            ContentKey = ObjectKey.Parse("documents/one", null),
            CreatedAt = clock.GetUtcNow(),
            NotBefore = clock.GetUtcNow(),
        };
        job = change?.Invoke(job) ?? job;
        _jobs[job.Id] = job;
        _history[job.Id] = [];
        return job;
    }

    /// <summary>Stores an event, and publishes it unless the bus is to lose it.</summary>
    public ProgressEvent Step(JobId id, double fraction, JobStatus status = JobStatus.Processing, bool publish = true)
    {
        var history = _history[id];
        ProgressEvent step;
        lock (history)
        {
            step = new ProgressEvent
            {
                JobId = id,
                Sequence = history.Count + 1,
                Status = status,
                Stage = status.IsTerminal() ? null : StageNames.Extraction,
                Fraction = fraction,
                StageFraction = fraction,
                Message = "Reading",
                BytesProcessed = (long)(fraction * 1000),
                TotalBytes = 1000,
                Timestamp = clock.GetUtcNow(),
            };
            history.Add(step);
        }

        _jobs[id] = _jobs[id] with { Status = status, FinishedAt = status.IsTerminal() ? clock.GetUtcNow() : null };
        if (publish)
        {
            Publish(step);
        }

        return step;
    }

    public void Publish(ProgressEvent step) => bus.Publish(new ProgressMessage(_jobs[step.JobId].Owner, step));

    public Task<Job> GetAsync(Caller caller, JobId id, CancellationToken cancellationToken) => Task.FromResult(Find(caller, id));

    public Task<JobPage> ListAsync(Caller caller, JobQuery query, CancellationToken cancellationToken)
    {
        LastQuery = query;
        var owner = caller.Role == CallerRole.User ? caller.UserId : query.Owner;
        var found = _jobs.Values
            .Where(job => (owner is null || job.Owner == owner) && (query.Statuses.Count == 0 || query.Statuses.Contains(job.Status)))
            .Where(job => query.Cursor is not { } cursor || string.CompareOrdinal(job.Id.Value, cursor.Value) < 0)
            .OrderByDescending(job => job.Id.Value, StringComparer.Ordinal)
            .ToList();
        var page = found.Take(query.Limit).ToList();
        return Task.FromResult(new JobPage(page, found.Count > page.Count ? page[^1].Id : null));
    }

    public Task<ProgressEvent> GetProgressAsync(Caller caller, JobId id, CancellationToken cancellationToken)
    {
        Lookups++;
        var job = Find(caller, id);
        lock (_history[id])
        {
            var last = _history[id].LastOrDefault() ?? new ProgressEvent { JobId = id, Status = job.Status, Timestamp = job.CreatedAt };
            return Task.FromResult(last with { Status = job.Status });
        }
    }

    public Task<IReadOnlyList<ProgressEvent>> GetHistoryAsync(Caller caller, JobId id, long afterSequence, int limit, CancellationToken cancellationToken)
    {
        Find(caller, id);
        lock (_history[id])
        {
            IReadOnlyList<ProgressEvent> found = [.. _history[id].Where(step => step.Sequence > afterSequence).Take(limit)];
            BeforeHistory?.Invoke();
            return Task.FromResult(found);
        }
    }

    public Task<Job> CancelAsync(Caller caller, JobId id, CancellationToken cancellationToken)
    {
        var job = Find(caller, id);
        return job.Status is JobStatus.Completed
            ? throw new DocumentProcessingException(ErrorCategory.Conflict, ErrorCodes.JobStatusConflict, "The job is completed.")
            : Task.FromResult(_jobs[id] = job with { Status = JobStatus.Cancelled });
    }

    public Task<Job> RetryAsync(Caller caller, JobId id, CancellationToken cancellationToken)
    {
        var job = Find(caller, id);
        return job.Status == JobStatus.Failed
            ? Task.FromResult(_jobs[id] = job with { Status = JobStatus.Pending })
            : throw new DocumentProcessingException(ErrorCategory.Conflict, ErrorCodes.JobStatusConflict, "Only a failed job can be run again.");
    }

    private Job Find(Caller caller, JobId id) =>
        Error is not null ? throw Error
        : _jobs.TryGetValue(id, out var job) && (job.Owner == caller.UserId || caller.Role >= CallerRole.Operator) ? job
        : throw new DocumentProcessingException(ErrorCategory.NotFound, ErrorCodes.JobNotFound, "There is no such job.");
}
