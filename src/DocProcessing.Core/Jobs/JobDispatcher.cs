using Microsoft.Extensions.Logging;

namespace DocProcessing.Jobs;

/// <summary>Puts jobs into the queue and takes them out. Only a hint is lost if this fails: the reconciler brings the job again.</summary>
internal sealed partial class JobDispatcher(IJobQueue queue, ILogger<JobDispatcher> logger)
{
    public async Task EnqueueAsync(Job job)
    {
        try
        {
            await queue.EnqueueAsync(TicketOf(job), CancellationToken.None);
        }
        catch (Exception exception)
        {
            LogEnqueueFailed(exception, job.Id);
        }
    }

    public async Task RemoveAsync(JobId id)
    {
        try
        {
            await queue.RemoveAsync(id, CancellationToken.None);
        }
        catch (Exception exception)
        {
            // The record says that there is nothing to do, so a late ticket is harmless.
            LogRemoveFailed(exception, id);
        }
    }

    public static JobTicket TicketOf(Job job) => new(job.Id, job.Priority, job.NotBefore);

    [LoggerMessage(110, LogLevel.Warning, "Job {JobId} could not be enqueued; it stays pending and the reconciler enqueues it again")]
    private partial void LogEnqueueFailed(Exception exception, JobId jobId);

    [LoggerMessage(111, LogLevel.Debug, "The ticket of job {JobId} could not be removed; its delivery will find nothing to do")]
    private partial void LogRemoveFailed(Exception exception, JobId jobId);
}
