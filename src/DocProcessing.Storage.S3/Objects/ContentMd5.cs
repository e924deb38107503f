using System.Security.Cryptography;

namespace DocProcessing.S3;

/// <summary>The MD5 of a body as the header Content-MD5 has it (RFC 1864): the one checksum that every store verifies before it keeps a body.</summary>
internal static class ContentMd5
{
    /// <summary>Takes the hash that is known already, or computes it.</summary>
    public static string Of(UploadBuffer buffer, Checksum? known = null) =>
        known is { Algorithm: ChecksumAlgorithm.Md5 } md5 ? Of(md5) : Convert.ToBase64String(Compute(buffer));

    public static string Of(Checksum md5) => Convert.ToBase64String(Convert.FromHexString(md5.Hex));

    private static byte[] Compute(UploadBuffer buffer)
    {
        using var content = buffer.OpenRead();
        return CryptographicOperations.HashData(HashAlgorithmName.MD5, content);
    }
}
