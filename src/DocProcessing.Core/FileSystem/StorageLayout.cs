using System.Buffers;

namespace DocProcessing.FileSystem;

/// <summary>Where things lie below the root: <c>objects</c> by key, <c>uploads</c> by id and key, <c>temp</c> for what nobody may see yet or any more.</summary>
/// <remarks>
/// A directory made for a key ends in <c>+</c>, which no key can hold: so the keys <c>a</c> and <c>a/b</c> can both exist.
/// </remarks>
internal sealed class StorageLayout
{
    public const char DirectoryMark = '+';

    private static readonly SearchValues<char> IdDigits = SearchValues.Create("0123456789abcdef");

    private static readonly HashSet<string> WindowsDevices = new(
        ["CON", "PRN", "AUX", "NUL", .. Enumerable.Range(1, 9).SelectMany(number => new[] { $"COM{number}", $"LPT{number}" })],
        StringComparer.OrdinalIgnoreCase);

    public StorageLayout(string root)
    {
        Root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        Objects = Path.Combine(Root, "objects");
        Uploads = Path.Combine(Root, "uploads");
        Temp = Path.Combine(Root, "temp");
    }

    public string Root { get; }

    public string Objects { get; }

    public string Uploads { get; }

    public string Temp { get; }

    public void Create()
    {
        Directory.CreateDirectory(Root);
        foreach (var directory in (string[])[Objects, Uploads, Temp])
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(directory);
            }
            else
            {
                Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }

        DirectorySync.Flush(Root);
    }

    public string PathOf(ObjectKey key)
    {
        if (key.Value.Length == 0)
        {
            throw new ArgumentException("The key is empty.", nameof(key));
        }

        if (OperatingSystem.IsWindows() && key.Value.Split('/').Any(IsRefusedByWindows))
        {
            throw new StorageException($"Storage cannot hold the key '{key}' on Windows.");
        }

        var path = Path.GetFullPath(Path.Combine(Objects, key.Value.Replace("/", $"{DirectoryMark}{Path.DirectorySeparatorChar}", StringComparison.Ordinal)));
        return path.StartsWith(Objects + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw new StorageException($"Storage cannot hold the key '{key}'.");
    }

    /// <summary>Tells where the objects lie whose keys begin with a key and a slash.</summary>
    public string DirectoryOf(ObjectKey key) => PathOf(key) + DirectoryMark;

    public string NewTempPath() => Path.Combine(Temp, Guid.NewGuid().ToString("n"));

    /// <summary>Finds an upload's directory. An id that this store cannot have made names none.</summary>
    public UploadDirectory? FindUpload(ObjectKey key, string id) =>
        id is { Length: UploadDirectory.IdLength } && !id.AsSpan().ContainsAnyExcept(IdDigits)
            ? new UploadDirectory(Path.Combine(Uploads, UploadDirectory.NameOf(key, id)))
            : null;

    /// <summary>Makes sure that a missing root is told, and not made anew: it may be a disk that is not mounted.</summary>
    public void RequireRoot()
    {
        if (!Directory.Exists(Objects))
        {
            throw new DirectoryNotFoundException("The storage root is not there.");
        }
    }

    private static bool IsRefusedByWindows(string segment) =>
        segment.EndsWith('.') || WindowsDevices.Contains(segment.Split('.', 2)[0]);
}
