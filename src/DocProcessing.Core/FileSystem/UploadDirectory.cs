namespace DocProcessing.FileSystem;

/// <summary>The files of one upload in parts. The directory's name holds the start of the key, so that uploads are found by it unread.</summary>
internal sealed record UploadDirectory(string Path)
{
    public const int IdLength = 32;

    // With the id it fits into the 255 bytes that file systems give a name.
    private const int MaxKeyLength = 200;

    public string Id => System.IO.Path.GetFileName(Path)[..IdLength];

    public string Data => System.IO.Path.Combine(Path, "data");

    public string Parts => System.IO.Path.Combine(Path, "parts");

    public string Description => System.IO.Path.Combine(Path, "key");

    public static string NameOf(ObjectKey key, string id)
    {
        var text = Encode(key.Value);
        return $"{id}{StorageLayout.DirectoryMark}{text[..Math.Min(text.Length, MaxKeyLength)]}";
    }

    public string SideOf(int partNumber, Guid id) => System.IO.Path.Combine(Path, $"{partNumber}.{id:n}.side");

    public IEnumerable<string> SidesOf(int partNumber) => Directory.EnumerateFiles(Path, $"{partNumber}.*.side");

    /// <summary>Tells by the name alone whether the key can start with a prefix; what describes the upload tells whether it does.</summary>
    public bool MayStartWith(string prefix)
    {
        var name = System.IO.Path.GetFileName(Path.AsSpan());
        if (name.Length <= IdLength)
        {
            return false;
        }

        var key = name[(IdLength + 1)..];
        var wanted = Encode(prefix).AsSpan();
        return key.StartsWith(wanted) || wanted.StartsWith(key);
    }

    private static string Encode(string key) => key.Replace('/', StorageLayout.DirectoryMark);
}
