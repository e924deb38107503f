using DocProcessing.Diagnostics;
using DocProcessing.Progress;
using DocProcessing.Resources;
using DocProcessing.Stages;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DocProcessing.Jobs;

/// <summary>Takes a ticket, leases its job, and runs the job's stages from its checkpoint on.</summary>
internal sealed partial class JobRunner(
    IJobStore store,
    IProgressHistory history,
    ResourceGovernor governor,
    PipelinePlan plan,
    JobLifecycle lifecycle,
    JobConclusion conclusion,
    JobLeftovers leftovers,
    StageContextFactory contexts,
    ProgressPublisher publisher,
    RunningJobs running,
    ProcessingMeter meter,
    WorkerIdentity worker,
    IOptions<JobOptions> options,
    TimeProvider clock,
    ILogger<JobRunner> logger) : IJobTicketHandler
{
    public ValueTask<IDisposable> EnterAsync(CancellationToken cancellationToken) => governor.EnterAsync(cancellationToken);

    public async Task HandleAsync(JobTicket ticket, CancellationToken cancellationToken)
    {
        try
        {
            var job = await store.TryLeaseAsync(ticket.JobId, worker.Name, options.Value.LeaseDuration, cancellationToken);
            if (job is not null)
            {
                await RunAsync(job, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Not leased yet, so there is nothing to give back.
        }
        catch (Exception exception)
        {
            // The lease lapses and the reconciler brings the job to a worker again.
            LogRunBroken(exception, ticket.JobId);
        }
    }

    private async Task RunAsync(Job job, CancellationToken shutdown)
    {
        var settings = options.Value;
        using var activity = ProcessingMeter.Activities.StartActivity("process document", System.Diagnostics.ActivityKind.Consumer, job.TraceParent);
        activity?.SetTag("docprocessing.job.id", job.Id.Value);
        using var signal = new StopSignal();
        using var over = new CancellationTokenSource();
        using var timeout = clock.CreateTimer(_ => signal.Stop(StopReason.JobTimeout), null, settings.MaxProcessingTime, Timeout.InfiniteTimeSpan);
        await using var stopping = shutdown.Register(() => signal.Stop(StopReason.Shutdown));
        var leased = new LeasedJob(store, job, worker.Name, settings.LeaseDuration, clock);
        using var pump = new ProgressPump(leased, plan, history, publisher, lifecycle, logger);
        using var ticks = new PeriodicTimer(settings.ProgressInterval, clock);
        running.Add(job.Id, signal);
        meter.RunningJobs(1);
        var background = Task.WhenAll(pump.RunAsync(ticks, over.Token), RenewAsync(leased, signal, over.Token));
        try
        {
            if (job.CancelRequested)
            {
                signal.Stop(StopReason.Cancelled);
            }

            var failure = job.Deliveries > settings.MaxDeliveries
                ? new StageFailure(StopReason.None, DeliveryLimit(job))
                : await RunStagesAsync(leased, pump, signal);
            if (failure is not null)
            {
                await conclusion.ConcludeAsync(leased, pump, failure);
            }
        }
        catch (LeaseLostException)
        {
            LogLeaseLost(job.Id);
            await leftovers.DeleteOwnAsync(job.Id, job.DocumentId, leased.Fence);
        }
        finally
        {
            running.Remove(job.Id, signal);
            meter.RunningJobs(-1);
            await over.CancelAsync();
            await background;
            contexts.Forget(job.Id, job.Fence);
        }
    }

    /// <summary>Runs stage after stage, each with its checkpoint. The last one's checkpoint completes the job.</summary>
    private async Task<StageFailure?> RunStagesAsync(LeasedJob leased, ProgressPump pump, StopSignal signal)
    {
        while (plan.NextFor(leased.Current) is { } stage)
        {
            if (leased.Current.Stage != stage.Name)
            {
                leased.Enter(stage.Name);
            }

            var started = clock.GetTimestamp();
            try
            {
                var (result, context) = await RunStageAsync(stage, leased, pump, signal);
                var run = new StageRun(stage.Name, clock.GetElapsedTime(started), StageOutcome.Succeeded, clock.GetUtcNow());
                meter.StageFinished(run);
                await CheckpointAsync(leased, pump, stage, result, context, run);
            }
            catch (LeaseLostException)
            {
                throw;
            }
            catch (Exception exception)
            {
                return new StageFailure(signal.Reason, exception, stage.Name, clock.GetElapsedTime(started));
            }
        }

        return null;
    }

    private async Task<(StageResult Result, StageContext Context)> RunStageAsync(IPipelineStage stage, LeasedJob leased, ProgressPump pump, StopSignal signal)
    {
        using var activity = ProcessingMeter.Activities.StartActivity(stage.Name);
        var limit = options.Value.MaxTimeByStage.TryGetValue(stage.Name, out var own) ? own : options.Value.MaxStageTime;
        using var stageTimeout = new CancellationTokenSource(limit, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(signal.Token, stageTimeout.Token);
        stop.Token.ThrowIfCancellationRequested();
        var context = contexts.Create(leased, pump, stage.Name);
        context.Report(0, $"Running {stage.Name}");

        // On the pool, since a parser may keep its thread for long, and must not keep ours.
        var work = Task.Run(() => stage.ExecuteAsync(context, stop.Token), CancellationToken.None);
        try
        {
            return (await WaitAsync(work, stop.Token), context);
        }
        catch (OperationCanceledException) when (stageTimeout.IsCancellationRequested && signal.Reason == StopReason.None)
        {
            throw new DocumentProcessingException(
                ErrorCategory.Unavailable, ErrorCodes.StageTimeout, $"The stage {stage.Name} took longer than {limit.TotalSeconds:0.#} s.");
        }
        finally
        {
            // A stage that was left behind can store nothing any more.
            context.Close();
        }
    }

    /// <summary>Waits for a stage; once it is told to stop, only so long.</summary>
    private async Task<StageResult> WaitAsync(Task<StageResult> work, CancellationToken stop)
    {
        try
        {
            return await work.WaitAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !work.IsCompleted)
        {
            try
            {
                await work.WaitAsync(options.Value.StopPatience, clock, CancellationToken.None);
            }
            catch (TimeoutException)
            {
                LogStageIgnoresStop(options.Value.StopPatience);
                _ = work.ContinueWith(static late => _ = late.Exception, TaskScheduler.Default);
            }

            throw new OperationCanceledException(stop);
        }
    }

    private async Task CheckpointAsync(LeasedJob leased, ProgressPump pump, IPipelineStage stage, StageResult result, StageContext context, StageRun run)
    {
        Job Record(Job job)
        {
            var done = (result.Update?.Invoke(job) ?? job) with
            {
                CompletedStages = [.. job.CompletedStages.Union([stage.Name, .. result.AlsoCompleted])],
                Artifacts = context.MergeArtifacts(job.Artifacts),
                Warnings = [.. job.Warnings.Union(context.Warnings)],
                Attempt = 1,
                Error = null,
            };
            var next = plan.NextFor(done);
            return next is null ? lifecycle.Finish(done, JobStatus.Completed) : done with { Stage = next.Name };
        }

        var attempt = leased.Current.Attempt;
        var update = await pump.CheckpointAsync(Record, job => Describe(job, stage.Name, attempt, run), CancellationToken.None);
        if (update.Job.Status.IsTerminal())
        {
            conclusion.Finished(update.Job);
        }
    }

    private ProgressEvent Describe(Job job, string stage, int attempt, StageRun run) =>
        lifecycle.Describe(job, plan.FractionOf(job, null, 0), job.Status == JobStatus.Completed ? "Completed" : $"Finished {stage}", 1) with
        {
            Stage = stage,
            StageRun = run,
            Attempt = attempt,
            BytesProcessed = job.FileSize,
        };

    /// <summary>Keeps the lease, and hears through it of a cancel that the bus lost.</summary>
    private async Task RenewAsync(LeasedJob leased, StopSignal signal, CancellationToken over)
    {
        var deadline = clock.GetUtcNow() + options.Value.LeaseDuration;
        using var timer = new PeriodicTimer(options.Value.LeaseDuration / 3, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(over))
            {
                try
                {
                    var asked = clock.GetUtcNow();
                    var renewal = await leased.RenewAsync(over);
                    if (!renewal.Held)
                    {
                        signal.Stop(StopReason.LeaseLost);
                        return;
                    }

                    deadline = asked + options.Value.LeaseDuration;
                    if (renewal.CancelRequested)
                    {
                        signal.Stop(StopReason.Cancelled);
                    }
                }
                catch (Exception exception) when (!over.IsCancellationRequested)
                {
                    LogRenewFailed(exception, leased.Current.Id);
                    if (clock.GetUtcNow() >= deadline)
                    {
                        signal.Stop(StopReason.LeaseLost);
                        return;
                    }
                }
            }
        }
        catch (Exception) when (over.IsCancellationRequested)
        {
            // The run is over. A store may tell of a cancelled call by an exception of its own.
        }
    }

    private static DocumentProcessingException DeliveryLimit(Job job) => new(
        ErrorCategory.Unprocessable, ErrorCodes.DeliveryLimit, $"The job was started {job.Deliveries - 1} times without coming to an end; it may kill its workers.");

    [LoggerMessage(120, LogLevel.Warning, "The lease on job {JobId} is lost; another worker has it, or it is at its end")]
    private partial void LogLeaseLost(JobId jobId);

    [LoggerMessage(121, LogLevel.Error, "The run of job {JobId} broke off; it starts again when its lease lapses")]
    private partial void LogRunBroken(Exception exception, JobId jobId);

    [LoggerMessage(122, LogLevel.Warning, "A stage did not stop within {Patience} of being told to; its worker goes on without it")]
    private partial void LogStageIgnoresStop(TimeSpan patience);

    [LoggerMessage(123, LogLevel.Warning, "The lease on job {JobId} could not be renewed")]
    private partial void LogRenewFailed(Exception exception, JobId jobId);
}
