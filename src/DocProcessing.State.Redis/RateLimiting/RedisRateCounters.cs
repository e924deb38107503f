using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace DocProcessing.Redis;

/// <summary>Counts for all nodes together. While Redis is away, each node counts by itself from what it has let pass before.</summary>
internal sealed partial class RedisRateCounters(RedisConnection connection, TimeProvider clock, ILogger<RedisRateCounters> logger) : IRateCounters
{
    // A request does not wait longer for its count, and those after it do not wait for the same silence.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    private static readonly string Take = Scripts.Read("take.lua");

    private readonly LocalRateCounters _local = new(clock);
    private long _awaySince;

    public async ValueTask<TimeSpan?> TryTakeAsync(string key, int limit, TimeSpan window, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _awaySince) is var since && since != 0 && clock.GetElapsedTime(since) < Rest)
        {
            return _local.TryTake(key, limit, window);
        }

        try
        {
            var wait = await TakeAsync(key, limit, window).WaitAsync(Patience, clock, cancellationToken);
            if (Interlocked.Exchange(ref _awaySince, 0) != 0)
            {
                LogBack();
            }

            if (wait is null)
            {
                // Not asked, only noted: an outage must not be a fresh start.
                _local.TryTake(key, limit, window);
            }

            return wait;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            if (Interlocked.Exchange(ref _awaySince, Math.Max(1, clock.GetTimestamp())) == 0)
            {
                LogAway(exception);
            }

            return _local.TryTake(key, limit, window);
        }
    }

    private async Task<TimeSpan?> TakeAsync(string key, int limit, TimeSpan window)
    {
        var database = await connection.GetDatabaseAsync();
        RedisKey counted = connection.Key($"rate:{window.TotalSeconds}:{key}");
        var answer = (long)await database.ScriptEvaluateAsync(Take, [counted], [(long)window.TotalMilliseconds, limit]);
        return answer < 0 ? null : TimeSpan.FromMilliseconds(answer);
    }

    [LoggerMessage(610, LogLevel.Warning, "Limits are counted by this node alone, since Redis cannot be used")]
    private partial void LogAway(Exception exception);

    [LoggerMessage(611, LogLevel.Information, "Limits are counted for all nodes together again")]
    private partial void LogBack();
}
