using Microsoft.Extensions.Logging;

namespace DocProcessing.Redis;

/// <summary>Sends what waits, in order; while Redis is away it tries again and again.</summary>
internal sealed partial class BusSender(OutgoingMessages outgoing, BusScript script, BusMetrics metrics, TimeProvider clock, ILogger logger)
{
    private const int MaxBatch = 100;

    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>Sends until nothing more comes, or it is told to stop.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (!outgoing.IsFinished)
            {
                await outgoing.WaitAsync(cancellationToken);
                if (outgoing.Take(MaxBatch) is { Count: > 0 } batch)
                {
                    await SendAsync(batch, cancellationToken);
                    metrics.Published(batch.Count);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // What still waits is in the records.
        }
    }

    // Nobody knows whether a batch that failed was sent: it is sent again under its numbers, and nodes that have it pass it over.
    private async Task SendAsync(List<Outgoing> batch, CancellationToken cancellationToken)
    {
        for (var isAway = false; ; isAway = true)
        {
            try
            {
                await script.PublishAsync(batch).WaitAsync(cancellationToken);
                if (isAway)
                {
                    LogBack(batch.Count + outgoing.Count);
                }

                return;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                if (!isAway)
                {
                    LogAway(exception);
                }

                await Task.Delay(RetryInterval, clock, cancellationToken);
            }
        }
    }

    [LoggerMessage(600, LogLevel.Warning, "Messages do not reach other nodes, since Redis cannot be used; they wait")]
    private partial void LogAway(Exception exception);

    [LoggerMessage(601, LogLevel.Information, "Redis is back; {Count} messages go out")]
    private partial void LogBack(int count);
}
