using System.IO.Enumeration;

namespace DocProcessing.FileSystem;

/// <summary>Walks the object files in the ordinal order of their keys, with a bounded number of names in memory. Tests see by it which directories are read.</summary>
internal class ObjectListing(StorageLayout layout, int pageSize = 10_000)
{
    public IEnumerable<ObjectKey> Walk(string prefix)
    {
        FileErrors.Run("list objects", layout.RequireRoot);

        // Begins where the prefix leads: a document's objects are found without a look at all the other documents.
        var parent = prefix[..(prefix.LastIndexOf('/') + 1)];
        if (parent.Length == 0)
        {
            return Walk(layout.Objects, parent, prefix);
        }

        return ObjectKey.TryParse(parent[..^1], null, out var key) ? Walk(layout.DirectoryOf(key), parent, prefix) : [];
    }

    /// <summary>Reads the names in a directory, those of directories with a slash at their end.</summary>
    protected virtual IEnumerable<string> ReadNames(string directory) => new FileSystemEnumerable<string>(directory, NameOf);

    private IEnumerable<ObjectKey> Walk(string directory, string parent, string prefix)
    {
        var last = string.Empty;
        while (true)
        {
            var page = FileErrors.Run("list objects", () => ReadPage(directory, parent, prefix, last));
            foreach (var name in page)
            {
                if (!name.EndsWith('/'))
                {
                    if (ObjectKey.TryParse(parent + name, null, out var key))
                    {
                        yield return key;
                    }

                    continue;
                }

                foreach (var key in Walk(Path.Combine(directory, name[..^1] + StorageLayout.DirectoryMark), parent + name, prefix))
                {
                    yield return key;
                }
            }

            if (page.Count < pageSize)
            {
                yield break;
            }

            last = page[^1];
        }
    }

    /// <summary>
    /// Reads the next names of a directory in order. A directory counts as its name and a slash: by that its objects come in
    /// their keys' order among its neighbours. A directory larger than a page is read once for each page.
    /// </summary>
    private List<string> ReadPage(string directory, string parent, string prefix, string after)
    {
        var largestFirst = Comparer<string>.Create((left, right) => string.CompareOrdinal(right, left));
        var page = new PriorityQueue<string, string>(largestFirst);
        try
        {
            foreach (var name in ReadNames(directory))
            {
                if (string.CompareOrdinal(name, after) <= 0 || !MayMatch(parent + name, prefix))
                {
                    continue;
                }

                page.Enqueue(name, name);
                if (page.Count > pageSize)
                {
                    page.Dequeue();
                }
            }
        }
        catch (DirectoryNotFoundException)
        {
            // There is nothing below it, or it was deleted since its parent was read.
        }

        var names = page.UnorderedItems.Select(item => item.Element).ToList();
        names.Sort(string.CompareOrdinal);
        return names;
    }

    private static bool MayMatch(string name, string prefix) =>
        name.StartsWith(prefix, StringComparison.Ordinal) || (name.EndsWith('/') && prefix.StartsWith(name, StringComparison.Ordinal));

    private static string NameOf(ref FileSystemEntry entry) =>
        entry.IsDirectory ? string.Concat(entry.FileName.TrimEnd(StorageLayout.DirectoryMark), "/") : entry.FileName.ToString();
}
