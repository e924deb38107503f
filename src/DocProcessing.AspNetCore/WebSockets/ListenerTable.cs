using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace DocProcessing.WebSockets;

/// <summary>
/// Who listens to what. Reading takes no lock: a job with a thousand readers is walked while others come and go. That copies the list, since events are
/// many and comings few.
/// </summary>
internal sealed class ListenerTable<TKey>
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, ImmutableArray<IProgressListener>> _listeners = new();

    public int Keys => _listeners.Count;

    public IEnumerable<IProgressListener> All => _listeners.Values.SelectMany(listeners => listeners);

    public void Add(TKey key, IProgressListener listener) =>
        _listeners.AddOrUpdate(key, _ => [listener], (_, present) => present.Contains(listener) ? present : present.Add(listener));

    public void Remove(TKey key, IProgressListener listener)
    {
        while (_listeners.TryGetValue(key, out var present))
        {
            var left = present.Remove(listener);
            if (left.IsEmpty ? _listeners.TryRemove(KeyValuePair.Create(key, present)) : _listeners.TryUpdate(key, left, present))
            {
                return;
            }
        }
    }

    public ImmutableArray<IProgressListener> Of(TKey key) => _listeners.TryGetValue(key, out var present) ? present : [];
}
