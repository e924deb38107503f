namespace DocProcessing.EndToEnd.Hosting;

/// <summary>What a host keeps on disk, as an operator sees it.</summary>
internal sealed class DataDirectory : IDisposable
{
    // The host that runs has one; more of them were left by hosts that were killed.
    private const string ChildDirectory = "docprocessing-child-";

    public DataDirectory()
    {
        Root = Directory.CreateTempSubdirectory("docprocessing-e2e-").FullName;
        Directory.CreateDirectory(Temp);
    }

    public string Root { get; }

    /// <summary>Gets where the host keeps all that must survive it.</summary>
    public string Kept => Path.Combine(Root, "data");

    /// <summary>Gets the process's directory for temporary files.</summary>
    public string Temp => Path.Combine(Root, "tmp");

    /// <summary>Lists the stored objects by document.</summary>
    public ILookup<string, string> ObjectsByDocument() =>
        Paths(Path.Combine(Kept, "documents", "objects"), files: true)
            .ToLookup(path => path.Split('/') is ["documents+", var id, ..] ? id.TrimEnd('+') : path, path => Path.GetFileName(path));

    /// <summary>Lists what should not be there when nothing is going on: uploads, temporary files.</summary>
    public IReadOnlyList<string> Leftovers() =>
    [
        .. Paths(Path.Combine(Kept, "documents", "uploads"), files: false).Select(path => $"uploads/{path}"),
        .. Paths(Path.Combine(Kept, "documents", "temp"), files: false).Select(path => $"temp/{path}"),
        .. Paths(Temp, files: false).Where(path => !path.StartsWith(ChildDirectory, StringComparison.Ordinal)).Select(path => $"tmp/{path}"),
        .. Directory.GetDirectories(Temp, ChildDirectory + "*").Skip(1),
    ];

    public void Dispose()
    {
        try
        {
            Directory.Delete(Root, recursive: true);
        }
        catch (IOException)
        {
            // A process that is just ending may still write; the system's own temp cleaning takes the rest.
        }
    }

    private static List<string> Paths(string directory, bool files)
    {
        if (!Directory.Exists(directory))
        {
            return [];
        }

        var found = files ? Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories) : Directory.EnumerateFileSystemEntries(directory, "*", SearchOption.AllDirectories);
        return found.Select(path => Path.GetRelativePath(directory, path)).ToList();
    }
}
