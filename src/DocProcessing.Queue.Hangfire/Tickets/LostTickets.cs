using System.Collections.Concurrent;
using Hangfire;
using Hangfire.States;
using Hangfire.Storage;

namespace DocProcessing.Hangfire.Tickets;

/// <summary>
/// Finds tickets that count as waiting and wait no more: taken out of their queue by a worker that died before it said so, or gone from the store.
/// The engine finds the former after its own timeout, up to half an hour; a job is not to wait that long.
/// </summary>
internal sealed class LostTickets(TimeProvider clock)
{
    private const int MostFetched = 10_000;
    private const int MostRemembered = 20_000;

    // Looking costs, and a worker that is just starting a ticket is not dead. A lost ticket is found the second time that it is brought after this.
    private static readonly TimeSpan TrustFor = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan KeepFetched = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _trusted = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (DateTimeOffset At, HashSet<string> Ids)> _fetched = new(StringComparer.Ordinal);

    public bool IsLost(JobStorage storage, IStorageConnection connection, WaitingTicket waiting, string queue)
    {
        var now = clock.GetUtcNow();
        if (_trusted.Count > MostRemembered)
        {
            _trusted.Clear();
        }

        if (now < _trusted.GetOrAdd(waiting.EngineId, _ => now + TrustFor))
        {
            return false;
        }

        var isLost = connection.GetStateData(waiting.EngineId)?.Name switch
        {
            var name when name == ScheduledState.StateName => false,
            var name when name == EnqueuedState.StateName => FetchedFrom(storage, queue, now).Contains(waiting.EngineId),
            _ => true,
        };
        if (isLost)
        {
            _trusted.TryRemove(waiting.EngineId, out _);
        }
        else
        {
            _trusted[waiting.EngineId] = now + TrustFor;
        }

        return isLost;
    }

    private HashSet<string> FetchedFrom(JobStorage storage, string queue, DateTimeOffset now)
    {
        if (_fetched.TryGetValue(queue, out var known) && now - known.At < KeepFetched)
        {
            return known.Ids;
        }

        var ids = storage.GetMonitoringApi().FetchedJobs(queue, 0, MostFetched).Select(fetched => fetched.Key).ToHashSet(StringComparer.Ordinal);
        _fetched[queue] = (now, ids);
        return ids;
    }
}
