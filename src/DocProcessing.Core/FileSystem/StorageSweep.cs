namespace DocProcessing.FileSystem;

/// <summary>Deletes what writers that died have left: temporary files that nobody holds, and uploads that became objects.</summary>
internal sealed class StorageSweep(StorageLayout layout, MultipartFiles uploads, TimeProvider clock, TimeSpan abandonedAfter)
{
    public int Run(CancellationToken cancellationToken)
    {
        var before = (clock.GetUtcNow() - abandonedAfter).UtcDateTime;
        var deleted = 0;
        foreach (var entry in new DirectoryInfo(layout.Temp).EnumerateFileSystemInfos())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (entry.LastWriteTimeUtc <= before && TryDelete(entry))
            {
                deleted++;
            }
        }

        foreach (var entry in new DirectoryInfo(layout.Uploads).EnumerateDirectories())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var directory = new UploadDirectory(entry.FullName);
            if (entry.LastWriteTimeUtc <= before && TryRemove(directory))
            {
                deleted++;
            }
        }

        return deleted;
    }

    private static bool TryDelete(FileSystemInfo entry)
    {
        try
        {
            if (entry is DirectoryInfo directory)
            {
                directory.Delete(recursive: true);
                return true;
            }

            // A living writer holds its file: then this throws.
            using var held = File.OpenHandle(entry.FullName, FileMode.Open, FileAccess.ReadWrite, FileShare.Delete);
            entry.Delete();
            return true;
        }
        catch (Exception exception) when (FileErrors.IsFileError(exception))
        {
            return false;
        }
    }

    private bool TryRemove(UploadDirectory directory)
    {
        try
        {
            return MultipartFiles.IsLeftover(directory) && uploads.Remove(directory);
        }
        catch (Exception exception) when (FileErrors.IsFileError(exception))
        {
            return false;
        }
    }
}
