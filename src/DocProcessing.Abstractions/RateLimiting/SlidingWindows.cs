using System.Collections.Concurrent;

namespace DocProcessing.RateLimiting;

/// <summary>Counts takes by key over a sliding window: those of the window before count by the share of it that still overlaps.</summary>
internal sealed class SlidingWindows(TimeProvider clock, TimeSpan window)
{
    private const int MaxKeys = 100_000;

    private readonly ConcurrentDictionary<string, Counter> _counters = new(StringComparer.Ordinal);
    private long _sweptAt;

    public int Count => _counters.Count;

    /// <summary>Takes one, unless the key has had its limit.</summary>
    /// <returns><see langword="null"/> when it was taken; otherwise how long to wait.</returns>
    public TimeSpan? TryTake(string key, int limit)
    {
        var ticks = clock.GetUtcNow().Ticks;
        var index = ticks / window.Ticks;
        Sweep(index);

        // A flood of names must not become a flood of memory: those who come too late share one counter.
        var counter = _counters.Count >= MaxKeys && !_counters.ContainsKey(key) ? _counters.GetOrAdd(string.Empty, _ => new Counter()) : _counters.GetOrAdd(key, _ => new Counter());
        lock (counter)
        {
            counter.MoveTo(index);
            var elapsed = (double)(ticks % window.Ticks) / window.Ticks;
            if ((counter.Previous * (1 - elapsed)) + counter.Current + 1 <= limit)
            {
                counter.Current++;
                return null;
            }

            return window * WaitFor(counter, limit, elapsed);
        }
    }

    // In windows: until enough of the window before has slid out, or until this one has become the one before and enough of it has.
    private static double WaitFor(Counter counter, int limit, double elapsed) =>
        counter.Current < limit
            ? 1 - ((limit - 1.0 - counter.Current) / counter.Previous) - elapsed
            : 1 - elapsed + 1 - ((limit - 1.0) / counter.Current);

    private void Sweep(long index)
    {
        if (Interlocked.Exchange(ref _sweptAt, index) == index)
        {
            return;
        }

        foreach (var (key, counter) in _counters)
        {
            if (Volatile.Read(ref counter.Index) < index - 1)
            {
                _counters.TryRemove(key, out _);
            }
        }
    }

    private sealed class Counter
    {
        public long Index;
        public int Current;
        public int Previous;

        public void MoveTo(long index)
        {
            if (index == Index)
            {
                return;
            }

            Previous = index == Index + 1 ? Current : 0;
            Current = 0;
            Volatile.Write(ref Index, index);
        }
    }
}
