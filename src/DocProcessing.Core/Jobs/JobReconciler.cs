using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DocProcessing.Jobs;

/// <summary>
/// Enqueues every job that could run but may have no ticket: after a crash, an outage of the queue, the death of a worker, or a full queue.
/// A ticket too many is harmless, since the record decides.
/// </summary>
internal sealed partial class JobReconciler(
    IJobStore store, JobDispatcher dispatcher, IOptions<JobOptions> options, TimeProvider clock, ILogger<JobReconciler> logger) : BackgroundService
{
    private const int BatchSize = 5000;

    public async Task ReconcileAsync(CancellationToken cancellationToken)
    {
        foreach (var job in await store.ListRunnableAsync(BatchSize, cancellationToken))
        {
            await dispatcher.EnqueueAsync(job);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.ReconcileInterval, clock);
        try
        {
            do
            {
                try
                {
                    await ReconcileAsync(stoppingToken);
                }
                catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
                {
                    // Whatever it was: an exception that left a background service would stop the host.
                    LogReconcileFailed(exception);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            // The host is shutting down. A store may tell of a cancelled call by an exception of its own.
        }
    }

    [LoggerMessage(140, LogLevel.Warning, "The state store could not be asked for jobs without a ticket; the next round asks again")]
    private partial void LogReconcileFailed(Exception exception);
}
