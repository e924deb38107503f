using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DocProcessing.Jobs;

/// <summary>Starts this node's workers with the host, and gives their jobs back when the host stops.</summary>
internal sealed partial class JobWorkers(IJobQueue queue, JobRunner runner, IOptions<JobOptions> options, ILogger<JobWorkers> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Role != NodeRole.Web)
        {
            await queue.StartWorkersAsync(runner, options.Value.MaxConcurrentTasks, cancellationToken);
            LogStarted(options.Value.MaxConcurrentTasks);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Role != NodeRole.Web)
        {
            await queue.StopWorkersAsync(cancellationToken);
            LogStopped();
        }
    }

    [LoggerMessage(141, LogLevel.Information, "{Count} workers wait for jobs")]
    private partial void LogStarted(int count);

    [LoggerMessage(142, LogLevel.Information, "The workers have stopped; unfinished jobs are pending again")]
    private partial void LogStopped();
}
