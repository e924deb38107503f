using DocProcessing.Diagnostics;
using DocProcessing.Progress;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DocProcessing.Jobs;

/// <summary>Decides what becomes of a job whose run did not get to its end: rejected, cancelled, tried again, failed, or given back.</summary>
internal sealed partial class JobConclusion(
    JobLifecycle lifecycle,
    JobDispatcher dispatcher,
    RetrySchedule schedule,
    PipelinePlan plan,
    ProcessingMeter meter,
    JobSettlement settlement,
    IOptions<JobOptions> options,
    TimeProvider clock,
    ILogger<JobConclusion> logger)
{
    private const int StoreAttempts = 5;

    private static readonly TimeSpan StoreDelay = TimeSpan.FromMilliseconds(200);

    public async Task ConcludeAsync(LeasedJob leased, ProgressPump pump, StageFailure failure)
    {
        if (failure.Reason == StopReason.LeaseLost)
        {
            throw new LeaseLostException();
        }

        var ending = Decide(leased.Current, failure);
        Log(leased.Current.Id, failure, ending);
        var update = await WriteAsync(leased, pump, failure, ending);
        if (update.Job.Status == JobStatus.Pending)
        {
            await dispatcher.EnqueueAsync(update.Job);
        }
        else
        {
            Finished(update.Job);
        }
    }

    /// <summary>Counts a job's end and does what is left to do.</summary>
    public void Finished(Job job)
    {
        meter.JobFinished(job);
        settlement.Begin(job);
    }

    /// <summary>An error is told with its cause; a bad document, a cancel or a shutdown is ordinary and needs no stack trace.</summary>
    private void Log(JobId id, StageFailure failure, Ending ending)
    {
        if (ending.Outcome == StageOutcome.Failed)
        {
            LogFailed(failure.Exception, id, failure.Stage, ending.Status, ending.Error?.Code);
        }
        else
        {
            LogEnded(id, failure.Stage, ending.Status, ending.Error?.Code);
        }
    }

    private Ending Decide(Job job, StageFailure failure)
    {
        var error = ErrorOf(job, failure);
        return failure switch
        {
            { Reason: StopReason.Cancelled } => new Ending(JobStatus.Cancelled, StageOutcome.Cancelled, null, "Cancelled"),

            // A node that stops is no failure of the job: neither the attempt nor the delivery counts.
            { Reason: StopReason.Shutdown } => new Ending(JobStatus.Pending, null, job.Error, "The worker is shutting down; another goes on") { Attempt = job.Attempt, Deliveries = job.Deliveries - 1 },

            // Nor is a store that is out of reach: the job waits until it is back, as long as that may take.
            { Exception: StorageUnavailableException or StateUnavailableException } when clock.GetUtcNow() - job.SubmittedAt < options.Value.WaitForStores =>
                new Ending(JobStatus.Pending, StageOutcome.Failed, error, error.Message) { Attempt = job.Attempt, Delay = DelayOf((DocumentProcessingException)failure.Exception) },
            { Exception: DocumentRejectedException } => new Ending(JobStatus.Rejected, StageOutcome.Rejected, error, error.Message),
            _ when error.Retryable && job.Attempt < options.Value.MaxAttempts => new Ending(JobStatus.Pending, StageOutcome.Failed, error, error.Message)
            {
                Attempt = job.Attempt + 1,

                // This run came to an end, so it is no sign of a job that kills its workers.
                Deliveries = 0,
                Delay = schedule.DelayBefore(job.Attempt + 1),
            },
            _ => new Ending(JobStatus.Failed, StageOutcome.Failed, error, error.Message),
        };
    }

    private TimeSpan DelayOf(DocumentProcessingException outage)
    {
        var usual = schedule.DelayBefore(attempt: 2);
        return outage.RetryAfter > usual ? outage.RetryAfter.Value : usual;
    }

    private static JobError ErrorOf(Job job, StageFailure failure)
    {
        var (code, message) = failure switch
        {
            { Reason: StopReason.JobTimeout } => (ErrorCodes.JobTimeout, "The job took longer than it may."),
            { Exception: DocumentProcessingException known } => (known.Code, known.Message),

            // The text of an unforeseen exception may hold paths or content: it goes to the log only.
            _ => (ErrorCodes.StageFailed, $"The stage {failure.Stage} failed unexpectedly ({failure.Exception.GetType().Name})."),
        };
        var retryable = failure.Exception is not DocumentRejectedException && code != ErrorCodes.DeliveryLimit;
        return new JobError(code, failure.Stage ?? job.Stage, job.Attempt, retryable, message);
    }

    private async Task<JobUpdate> WriteAsync(LeasedJob leased, ProgressPump pump, StageFailure failure, Ending ending)
    {
        Job Change(Job job) => ending.Status == JobStatus.Pending
            ? lifecycle.Requeue(job, ending.Delay, ending.Error, ending.Attempt, ending.Deliveries) with { Stage = failure.Stage ?? job.Stage }
            : lifecycle.Finish(job, ending.Status, ending.Error) with { Stage = failure.Stage ?? job.Stage };

        var attempt = leased.Current.Attempt;
        ProgressEvent Describe(Job job) => lifecycle.Describe(job, plan.FractionOf(job, null, 0), ending.Message) with
        {
            Attempt = attempt,
            StageRun = ending.Outcome is { } outcome && failure.Stage is { } stage ? Count(new StageRun(stage, failure.Duration, outcome, clock.GetUtcNow())) : null,
        };

        if (ending is { Status: JobStatus.Pending, Outcome: not null })
        {
            meter.Retried(failure.Stage ?? "none");
        }

        for (var attemptToWrite = 1; ; attemptToWrite++)
        {
            try
            {
                return await pump.CheckpointAsync(Change, Describe, CancellationToken.None);
            }
            catch (DocumentProcessingException exception) when (exception.Category == ErrorCategory.Unavailable && attemptToWrite < StoreAttempts)
            {
                // Worth a few tries: without this write the job waits for its lease to lapse, and runs the stage again.
                await Task.Delay(StoreDelay * attemptToWrite, clock);
            }
        }
    }

    private StageRun Count(StageRun run)
    {
        meter.StageFinished(run);
        return run;
    }

    private sealed record Ending(JobStatus Status, StageOutcome? Outcome, JobError? Error, string Message)
    {
        public int Attempt { get; init; }

        public int Deliveries { get; init; }

        public TimeSpan Delay { get; init; }
    }

    [LoggerMessage(130, LogLevel.Information, "Job {JobId} leaves stage {Stage} as {Status} ({Code})")]
    private partial void LogEnded(JobId jobId, string? stage, JobStatus status, string? code);

    [LoggerMessage(133, LogLevel.Warning, "Job {JobId} leaves stage {Stage} as {Status} ({Code})")]
    private partial void LogFailed(Exception exception, JobId jobId, string? stage, JobStatus status, string? code);
}
