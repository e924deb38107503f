namespace DocProcessing;

/// <summary>The slot that counts what users do against their limits: on one node, or for several together.</summary>
public interface IRateCounters
{
    /// <summary>Takes one, unless the key has had its limit in the window that slides up to now.</summary>
    /// <param name="key">Who does what.</param>
    /// <param name="limit">The largest number in a window, from 1.</param>
    /// <param name="window">How long the window is; whoever counts a key uses the same.</param>
    /// <param name="cancellationToken">Stops waiting. One may have been taken.</param>
    /// <returns><see langword="null"/> when it was taken; otherwise how long to wait, after which it goes unless another took it.</returns>
    /// <remarks>Does not throw for a store that is out of reach: then each node counts by itself.</remarks>
    ValueTask<TimeSpan?> TryTakeAsync(string key, int limit, TimeSpan window, CancellationToken cancellationToken);
}
