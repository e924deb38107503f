using DocProcessing.Progress;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DocProcessing.Jobs;

/// <summary>
/// Does what is left to do after a job's end: removes what its attempts have left, tells the notification sinks, removes a deleted document.
/// The record says what is not done yet, so housekeeping repeats what failed or what a crash cut short.
/// </summary>
internal sealed partial class JobSettlement(
    IJobStore store,
    JobLeftovers leftovers,
    IEnumerable<INotificationSink> sinks,
    IOptions<JobOptions> options,
    TimeProvider clock,
    ILogger<JobSettlement> logger)
{
    private readonly INotificationSink[] _sinks = [.. sinks];

    /// <summary>Settles a job without keeping its worker waiting: a sink may be slow.</summary>
    public void Begin(Job job)
    {
        if (job.SettledAt is null)
        {
            _ = SettleAsync(job, CancellationToken.None);
        }
    }

    public async Task SettleAsync(Job job, CancellationToken cancellationToken)
    {
        try
        {
            if (job.DeletedAt is not null)
            {
                await leftovers.DeleteDocumentAsync(job, cancellationToken);
                await store.DeleteAsync(job.Id, cancellationToken);
            }
            else if (job.SettledAt is null)
            {
                await FinishAsync(job, cancellationToken);
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it was, a sink's own time-out too.
            LogSettleFailed(exception, job.Id);
        }
    }

    private async Task FinishAsync(Job job, CancellationToken cancellationToken)
    {
        if (job.Status != JobStatus.Completed)
        {
            await leftovers.DeleteUnreferencedAsync(job, cancellationToken);
        }

        if (clock.GetUtcNow() - job.FinishedAt < options.Value.NotifyFor)
        {
            await NotifyAsync(job, cancellationToken);
        }
        else
        {
            LogGivenUp(job.Id, options.Value.NotifyFor);
        }

        // A job that was deleted or re-run meanwhile has another version, and is settled on its own.
        await store.TryUpdateAsync(job with { SettledAt = clock.GetUtcNow() }, null, cancellationToken);
    }

    private async Task NotifyAsync(Job job, CancellationToken cancellationToken)
    {
        var notification = Notifications.Of(job);
        using var patience = new CancellationTokenSource(options.Value.NotificationTimeout, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        foreach (var sink in _sinks)
        {
            // Waited for with the token too, since a sink may ignore it.
            await sink.SendAsync(notification, stop.Token).WaitAsync(stop.Token);
        }
    }

    [LoggerMessage(132, LogLevel.Warning, "Job {JobId} could not be settled; housekeeping tries again")]
    private partial void LogSettleFailed(Exception exception, JobId jobId);

    [LoggerMessage(134, LogLevel.Error, "A notification sink could not be told of the end of job {JobId} for {Time}; it is given up")]
    private partial void LogGivenUp(JobId jobId, TimeSpan time);
}
