namespace DocProcessing.Compression;

/// <summary>Remembers which objects are compressed, and how, by their ETag: an object that was looked at is not read again to be looked up.</summary>
/// <remarks>Two generations: when the young one is full it becomes the old one, and what nobody asked for meanwhile is forgotten.</remarks>
internal sealed class LayoutCache
{
    private const int GenerationSize = 2048;

    // 512 MiB of content; the index of a larger object is read each time.
    private const int LargestIndex = 4096;

    private readonly Lock _gate = new();
    private Dictionary<ObjectKey, Entry> _young = [];
    private Dictionary<ObjectKey, Entry> _old = [];

    /// <summary>Finds what is known of an object in the version that storage has.</summary>
    /// <param name="stored">The object, as storage tells of it.</param>
    /// <param name="layout">Its blocks; <see langword="null"/> when it is plain.</param>
    public bool TryGet(StoredObject stored, out BlockLayout? layout)
    {
        lock (_gate)
        {
            var isKnown = (_young.TryGetValue(stored.Key, out var entry) || _old.TryGetValue(stored.Key, out entry)) && entry.ETag == stored.ETag;
            layout = isKnown ? entry.Layout : null;
            return isKnown;
        }
    }

    public void Put(StoredObject stored, BlockLayout? layout)
    {
        if (layout?.Blocks.Length > LargestIndex)
        {
            return;
        }

        lock (_gate)
        {
            if (_young.Count >= GenerationSize)
            {
                (_old, _young) = (_young, []);
            }

            _young[stored.Key] = new Entry(stored.ETag, layout);
        }
    }

    private readonly record struct Entry(string ETag, BlockLayout? Layout);
}
