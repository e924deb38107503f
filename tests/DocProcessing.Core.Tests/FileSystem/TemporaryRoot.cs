using DocProcessing.FileSystem;
using Microsoft.Extensions.Options;

namespace DocProcessing.Core.Tests.FileSystem;

/// <summary>A directory for one test, and storages on it.</summary>
internal sealed class TemporaryRoot : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("docprocessing-").FullName;

    public FileSystemDocumentStorage Open(TimeProvider? clock = null, BootIdentity? boot = null) =>
        new(Options.Create(new FileSystemStorageOptions { RootDirectory = Path }), clock ?? TimeProvider.System, boot ?? BootIdentity.Read());

    public string UploadPath(MultipartUpload upload, string file) => System.IO.Path.Combine(new StorageLayout(Path).FindUpload(upload.Key, upload.Id)!.Path, file);

    public string[] SidesOf(MultipartUpload upload) => Directory.GetFiles(UploadPath(upload, string.Empty), "*.side");

    /// <summary>All files but those of objects, by their path below the root.</summary>
    public string[] Leftovers() =>
    [
        .. Directory.EnumerateFileSystemEntries(Path, "*", SearchOption.AllDirectories)
            .Select(entry => System.IO.Path.GetRelativePath(Path, entry))
            .Where(entry => entry is not ("objects" or "uploads" or "temp") && !entry.StartsWith("objects", StringComparison.Ordinal)),
    ];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
