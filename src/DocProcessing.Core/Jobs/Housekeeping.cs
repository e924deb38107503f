using DocProcessing.Uploads;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DocProcessing.Jobs;

/// <summary>Finishes what crashes and people leave undone: abandoned uploads, bytes of ended ones, unsent notifications, half-deleted documents, old history.</summary>
internal sealed partial class Housekeeping(
    IUploadSessionStore sessions,
    IJobStore jobs,
    IProgressHistory history,
    IDocumentStorage storage,
    UploadEnding ending,
    JobSettlement settlement,
    IOptions<UploadOptions> uploadOptions,
    IOptions<JobOptions> jobOptions,
    TimeProvider clock,
    ILogger<Housekeeping> logger) : BackgroundService
{
    private const int BatchSize = 500;

    private static readonly TimeSpan SettleBudget = TimeSpan.FromSeconds(30);

    public async Task CleanAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await AttemptAsync(() => EndUploadsAsync(now, cancellationToken), cancellationToken);
        await AttemptAsync(() => sessions.PruneAsync(now - uploadOptions.Value.KeepFinishedSessions, cancellationToken), cancellationToken);
        await AttemptAsync(() => history.PruneAsync(now - jobOptions.Value.KeepHistory, cancellationToken), cancellationToken);
        if (storage.FindCapability<IStorageMaintenance>() is { } maintenance)
        {
            await AttemptAsync(() => maintenance.SweepAsync(cancellationToken), cancellationToken);
        }

        // Last, and only so long: a sink that hangs must not keep the rest from being done.
        await AttemptAsync(() => SettleJobsAsync(cancellationToken), cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(jobOptions.Value.HousekeepingInterval, clock);
        try
        {
            do
            {
                await CleanAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            // The host is shutting down. A store may tell of a cancelled call by an exception of its own.
        }
    }

    private async Task EndUploadsAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var session in await sessions.ListUnsettledAsync(now, BatchSize, cancellationToken))
        {
            await AttemptAsync(
                () => session.Status.IsTerminal() ? ending.ReleaseAsync(session, cancellationToken) : ending.ExpireAsync(session, cancellationToken),
                cancellationToken);
        }
    }

    private async Task SettleJobsAsync(CancellationToken cancellationToken)
    {
        using var budget = new CancellationTokenSource(SettleBudget, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, budget.Token);
        var unsettled = await jobs.ListUnsettledAsync(BatchSize, cancellationToken);
        foreach (var job in unsettled.OrderBy(job => job.DeletedAt is null))
        {
            await settlement.SettleAsync(job, stop.Token);
        }
    }

    /// <summary>Does one chore; one that fails must not keep the others from being done, nor stop the host.</summary>
    private async Task AttemptAsync(Func<Task> chore, CancellationToken cancellationToken)
    {
        try
        {
            await chore();
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogChoreFailed(exception);
        }
    }

    [LoggerMessage(150, LogLevel.Warning, "A chore could not be done; the next round tries again")]
    private partial void LogChoreFailed(Exception exception);
}
