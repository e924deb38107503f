namespace DocProcessing.FileSystem;

/// <summary>Syncs directories. Callers who ask for the same one while an earlier sync of it is under way share the next.</summary>
internal sealed class SharedSync(DiskSync disk)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Group> _groups = new(StringComparer.Ordinal);

    public void Flush(string directory)
    {
        var (group, number) = Join(directory);
        try
        {
            lock (group.Turn)
            {
                if (group.Synced < number)
                {
                    // Whoever has asked by now has changed the directory before.
                    var asked = AskedOf(group);
                    disk.FlushDirectory(directory);
                    group.Synced = asked;
                }
            }
        }
        finally
        {
            Leave(directory, group);
        }
    }

    private (Group Group, long Number) Join(string directory)
    {
        lock (_gate)
        {
            if (!_groups.TryGetValue(directory, out var group))
            {
                _groups[directory] = group = new Group();
            }

            group.Members++;
            return (group, ++group.Asked);
        }
    }

    private long AskedOf(Group group)
    {
        lock (_gate)
        {
            return group.Asked;
        }
    }

    private void Leave(string directory, Group group)
    {
        lock (_gate)
        {
            if (--group.Members == 0)
            {
                _groups.Remove(directory);
            }
        }
    }

    private sealed class Group
    {
        public Lock Turn { get; } = new();

        public int Members { get; set; }

        /// <summary>Gets or sets how often a sync was asked for.</summary>
        public long Asked { get; set; }

        /// <summary>Gets or sets how many of those are done.</summary>
        public long Synced { get; set; }
    }
}
