using Microsoft.Win32.SafeHandles;

namespace DocProcessing.FileSystem;

/// <summary>Makes files that have their disk space from the start, as long as the disk keeps its reserve; others grow as they are written.</summary>
internal sealed class Preallocation(FileSystemStorageOptions options, string root)
{
    private const int UnspecificError = unchecked((int)0x80131620);
    private const int DefaultReserveDivisor = 10;

    private readonly Lock _turn = new();

    public SafeFileHandle Create(string path, FileShare share, long length)
    {
        if (!options.Preallocate)
        {
            return Open(path, share, 0);
        }

        // One after the other: side by side, each would count on the same space.
        lock (_turn)
        {
            return Open(path, share, KeepsReserve(length) ? length : 0);
        }
    }

    private static SafeFileHandle Open(string path, FileShare share, long length)
    {
        try
        {
            return File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, share, preallocationSize: length);
        }
        catch (IOException exception) when (exception.HResult == UnspecificError && length > 0)
        {
            // The runtime tells missing space so, and nothing else: its error has no code.
            throw new IOException(exception.Message, FileErrors.NoSpace);
        }
    }

    private bool KeepsReserve(long length)
    {
        var disk = new DriveInfo(root);
        return length <= disk.AvailableFreeSpace - (options.PreallocationReserveBytes ?? (disk.TotalSize / DefaultReserveDivisor));
    }
}
