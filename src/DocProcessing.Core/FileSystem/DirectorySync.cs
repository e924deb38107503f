using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace DocProcessing.FileSystem;

/// <summary>Makes names durable: on Unix a renamed file survives a power cut only when its directory is synced too.</summary>
internal static class DirectorySync
{
    private const int OpenReadOnly = 0;

    /// <summary>Syncs a directory. One that has gone meanwhile needs no sync.</summary>
    public static void Flush(string directory)
    {
        // NTFS journals names by itself, and Windows cannot flush a directory without administrator rights.
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open(Encoding.UTF8.GetBytes(directory + '\0'), OpenReadOnly);
        if (descriptor < 0)
        {
            if (Directory.Exists(directory))
            {
                throw new IOException("A directory could not be opened for syncing.", Marshal.GetLastPInvokeError());
            }

            return;
        }

        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        RandomAccess.FlushToDisk(handle);
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);
}
