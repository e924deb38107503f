using System.Security.Cryptography;
using System.Text;

namespace DocProcessing.FileSystem;

/// <summary>Names the run of the operating system that holds unsynced bytes: after another boot they must be proved again.</summary>
internal sealed record BootIdentity(string Value)
{
    public const int Length = 16;

    private const string LinuxBootId = "/proc/sys/kernel/random/boot_id";

    public static BootIdentity Read()
    {
        try
        {
            // Hashed, since it goes out in ETags and names the machine.
            return new(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(File.ReadAllText(LinuxBootId))))[..Length]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Elsewhere each process counts as a boot of its own: parts of an earlier process are hashed again, which is slower and as safe.
            return new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Length / 2)));
        }
    }
}
