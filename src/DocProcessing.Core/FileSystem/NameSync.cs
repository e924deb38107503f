using System.Collections.Concurrent;

namespace DocProcessing.FileSystem;

/// <summary>Makes objects' names durable: their own, and those of the directories that lead there, each of which is synced once.</summary>
internal sealed class NameSync(string top, DiskSync disk)
{
    private const int MaxRemembered = 10_000;

    private readonly SharedSync _shared = new(disk);

    // One that was deleted meanwhile and made anew, by any process, is another one, and its name is not synced yet.
    private readonly ConcurrentDictionary<string, DirectoryIdentity> _durable = new(StringComparer.Ordinal);

    /// <summary>Syncs what a directory holds, and the names up to <c>top</c>. A directory that has gone meanwhile needs no sync.</summary>
    public void Flush(string directory)
    {
        _shared.Flush(directory);
        FlushNameOf(directory);
    }

    private void FlushNameOf(string directory)
    {
        if (directory.Length <= top.Length)
        {
            return;
        }

        // Read before the sync: what is remembered is never younger than what was synced.
        var identity = DirectoryIdentity.Of(directory);
        if (identity is not null && _durable.TryGetValue(directory, out var known) && known == identity)
        {
            return;
        }

        Flush(Path.GetDirectoryName(directory)!);
        if (identity is { } synced)
        {
            Remember(directory, synced);
        }
    }

    private void Remember(string directory, DirectoryIdentity identity)
    {
        if (_durable.Count >= MaxRemembered)
        {
            _durable.Clear();
        }

        _durable[directory] = identity;
    }
}
