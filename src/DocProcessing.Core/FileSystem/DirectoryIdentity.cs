using System.Runtime.InteropServices;
using System.Text;

namespace DocProcessing.FileSystem;

/// <summary>Tells a directory from another one that was made later under the same name: its number, which a file system may use again, and when it was made.</summary>
internal readonly record struct DirectoryIdentity(ulong Number, long Seconds, uint Nanoseconds)
{
    private const int CurrentDirectory = -100;
    private const uint WantNumber = 0x100;
    private const uint WantBirth = 0x800;

    // struct statx, which is the same on every processor: https://man7.org/linux/man-pages/man2/statx.2.html
    private const int Size = 256;
    private const int MaskAt = 0;
    private const int NumberAt = 32;
    private const int SecondsAt = 80;
    private const int NanosecondsAt = 88;

    /// <summary>Reads it; <see langword="null"/> where the system or the file system does not tell, or there is no such directory.</summary>
    public static DirectoryIdentity? Of(string directory)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        var found = new byte[Size];
        return Stat(CurrentDirectory, Encoding.UTF8.GetBytes(directory + '\0'), 0, WantNumber | WantBirth, found) == 0
            && (Read<uint>(found, MaskAt) & WantBirth) != 0
                ? new DirectoryIdentity(Read<ulong>(found, NumberAt), Read<long>(found, SecondsAt), Read<uint>(found, NanosecondsAt))
                : null;
    }

    private static T Read<T>(byte[] bytes, int offset)
        where T : struct => MemoryMarshal.Read<T>(bytes.AsSpan(offset));

    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Stat(int directory, byte[] path, int flags, uint mask, [Out] byte[] found);
}
