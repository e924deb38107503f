using DocProcessing.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace DocProcessing.Jobs;

/// <summary>Tells the meter how many tickets wait, as often as lost ones are looked for: what a cluster grows and shrinks its workers by.</summary>
internal sealed class QueueGauge(IJobQueue queue, ProcessingMeter meter, IOptions<JobOptions> options, TimeProvider clock) : BackgroundService
{
    public async Task MeasureAsync(CancellationToken cancellationToken)
    {
        foreach (var (priority, count) in (await queue.GetStatisticsAsync(cancellationToken)).Waiting)
        {
            meter.WaitingTickets(priority, count);
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
                    await MeasureAsync(stoppingToken);
                }
                catch (Exception) when (!stoppingToken.IsCancellationRequested)
                {
                    // The engine's store is away, which its health probe tells: the last figure stands until the next round.
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            // The host is shutting down. An engine may tell of a cancelled call by an exception of its own.
        }
    }
}
