using DocProcessing.Jobs;
using Microsoft.Extensions.Logging;

namespace DocProcessing.Progress;

/// <summary>Records and sends a running job's progress a few times a second, however often its stage reports.</summary>
internal sealed partial class ProgressPump(
    LeasedJob job,
    PipelinePlan plan,
    IProgressHistory history,
    ProgressPublisher publisher,
    JobLifecycle lifecycle,
    ILogger logger) : IDisposable
{
    // Between a checkpoint and a report of the stage before it, the checkpoint must come last.
    private readonly SemaphoreSlim _turn = new(1);
    private Report? _latest;

    private sealed record Report(string Stage, double Fraction, string? Message, long? Bytes);

    public void Put(string stage, double fraction, string? message, long? bytesProcessed) =>
        Volatile.Write(ref _latest, new Report(stage, fraction, message, bytesProcessed));

    /// <summary>Sends what is new at every tick, until told to stop.</summary>
    public async Task RunAsync(PeriodicTimer timer, CancellationToken cancellationToken)
    {
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                await SendLatestAsync(cancellationToken);
            }
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // The run is over. A store may tell of a cancelled call by an exception of its own.
        }
    }

    /// <summary>Writes a checkpoint in turn with the reports, so that progress never goes back.</summary>
    public async Task<JobUpdate> CheckpointAsync(Func<Job, Job> change, Func<Job, ProgressEvent> describe, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            Volatile.Write(ref _latest, null);
            var written = await job.UpdateAsync(change, describe, cancellationToken);
            await publisher.PublishAsync(written.Job, written.Progress);
            return written;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task SendLatestAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (Interlocked.Exchange(ref _latest, null) is { } report)
            {
                var current = job.Current;
                var progress = lifecycle.Describe(
                    current with { Stage = report.Stage }, plan.FractionOf(current, report.Stage, report.Fraction), report.Message ?? $"Running {report.Stage}", report.Fraction) with
                {
                    BytesProcessed = report.Bytes ?? 0,
                };
                await publisher.PublishAsync(current, await history.TryAppendAsync(progress, job.Fence, cancellationToken));
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Progress is for people; the job goes on without it.
            LogAppendFailed(exception, job.Current.Id);
        }
        finally
        {
            _turn.Release();
        }
    }

    [LoggerMessage(201, LogLevel.Warning, "Progress of job {JobId} could not be recorded")]
    private partial void LogAppendFailed(Exception exception, JobId jobId);
}
