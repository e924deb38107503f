namespace DocProcessing.Extraction.Isolation;

/// <summary>A directory that only this user can write: whoever writes the configuration in it decides what code the child runs.</summary>
/// <remarks>Its owner holds a file in it open. Once nobody does, or there is none, the owner was killed, and the next launcher removes the directory.</remarks>
internal sealed class LauncherDirectory : IDisposable
{
    private const string Prefix = "docprocessing-child-";
    private const string HeldName = "held";
    private const int MakingAttempts = 10;

    private readonly string _path;
    private readonly FileStream _held;

    private LauncherDirectory(string path)
    {
        _path = path;
        _held = Hold(path, FileMode.CreateNew);
    }

    public string Configuration => Path.Combine(_path, "child.runtimeconfig.json");

    public static LauncherDirectory Make()
    {
        RemoveAbandoned();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return new LauncherDirectory(Directory.CreateTempSubdirectory(Prefix).FullName);
            }
            catch (DirectoryNotFoundException) when (attempt < MakingAttempts)
            {
                // Another launcher has just taken it for abandoned, since it was still empty.
            }
        }
    }

    public void Dispose()
    {
        _held.Dispose();
        Delete(_path);
    }

    private static FileStream Hold(string path, FileMode mode) => new(Path.Combine(path, HeldName), mode, FileAccess.ReadWrite, FileShare.None);

    private static void RemoveAbandoned()
    {
        foreach (var path in Directory.EnumerateDirectories(Path.GetTempPath(), Prefix + "*"))
        {
            try
            {
                if (IsEmpty(path))
                {
                    // Only as long as it is: this removes nothing that has content.
                    Directory.Delete(path);
                }
                else
                {
                    Hold(path, FileMode.Open).Dispose();
                    Delete(path);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Held by a living owner, or another user's.
            }
        }
    }

    private static bool IsEmpty(string path) => !Directory.EnumerateFileSystemEntries(path).Any();

    private static void Delete(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A leftover of a few hundred bytes in the temporary directory harms nothing.
        }
    }
}
