using System.Collections.Concurrent;
using DocProcessing.RateLimiting;

namespace DocProcessing;

/// <summary>Counts on this node alone, in memory: the default, and what shared counters fall back on while their store is away.</summary>
/// <param name="clock">Tells the time.</param>
public sealed class LocalRateCounters(TimeProvider clock) : IRateCounters
{
    private readonly ConcurrentDictionary<TimeSpan, SlidingWindows> _windows = new();

    /// <summary>Gets how many keys are remembered.</summary>
    public int Count => _windows.Values.Sum(windows => windows.Count);

    /// <summary>Takes one, unless the key has had its limit; see <see cref="IRateCounters.TryTakeAsync"/>.</summary>
    /// <param name="key">Who does what.</param>
    /// <param name="limit">The largest number in a window.</param>
    /// <param name="window">How long the window is.</param>
    /// <returns><see langword="null"/> when it was taken; otherwise how long to wait.</returns>
    public TimeSpan? TryTake(string key, int limit, TimeSpan window)
    {
        if (!_windows.TryGetValue(window, out var windows))
        {
            windows = _windows.GetOrAdd(window, new SlidingWindows(clock, window));
        }

        return windows.TryTake(key, limit);
    }

    /// <inheritdoc/>
    public ValueTask<TimeSpan?> TryTakeAsync(string key, int limit, TimeSpan window, CancellationToken cancellationToken) => new(TryTake(key, limit, window));
}
