using System.Diagnostics.CodeAnalysis;

namespace DocProcessing.FileSystem;

/// <summary>One version of a part: where its bytes are, what they hash to, and in which boot they were written.</summary>
/// <param name="Side">The side file that holds the bytes; <see langword="null"/> when they are in their place in the data file.</param>
/// <param name="Checksum">The hash of the bytes.</param>
/// <param name="Boot">The boot in which they were written; in another one they must be proved.</param>
internal sealed record PartVersion(Guid? Side, Checksum Checksum, string Boot)
{
    private const string InPlace = "0";

    /// <summary>Gets the version as an ETag. It says all that joining needs, so a newer version that nobody recorded cannot get in the way.</summary>
    public string ETag => $"{Side?.ToString("n") ?? InPlace}-{Checksum.Hex}-{Boot}";

    public static bool TryParse(string? etag, [NotNullWhen(true)] out PartVersion? version)
    {
        version = null;
        var fields = etag?.Split('-');
        if (fields is not { Length: 3 } || fields[2].Length != BootIdentity.Length || !Checksum.TryParse(fields[1], out var checksum))
        {
            return false;
        }

        Guid side = default;
        if (fields[0] != InPlace && !Guid.TryParseExact(fields[0], "n", out side))
        {
            return false;
        }

        version = new(fields[0] == InPlace ? null : side, checksum, fields[2]);
        return true;
    }
}
