using DocProcessing.Progress;
using Microsoft.Extensions.Options;

namespace DocProcessing.Jobs;

/// <summary>Sends a job that has just become pending on its way.</summary>
internal sealed class JobSubmitter(
    JobDispatcher dispatcher,
    JobRunner runner,
    ProgressPublisher publisher,
    IOptions<JobOptions> options)
{
    /// <summary>Queues a job that has just become pending, or runs it at once where the host wants that.</summary>
    public async Task SubmitAsync(JobUpdate submitted, CancellationToken cancellationToken)
    {
        await publisher.PublishAsync(submitted.Job, submitted.Progress);
        if (options.Value is { AsyncProcessingEnabled: false, Role: not NodeRole.Web })
        {
            await runner.HandleAsync(JobDispatcher.TicketOf(submitted.Job), cancellationToken);
            return;
        }

        await dispatcher.EnqueueAsync(submitted.Job);
    }
}
