using System.Security.Cryptography;

namespace DocProcessing.Benchmarks.Chunks;

/// <summary>The chunks that all benchmarks of this folder send: 32 of 8 MiB, with their MD5.</summary>
internal static class Payload
{
    public const int Parts = 32;
    public const int PartBytes = 8 << 20;
    public const int BlockBytes = 256 << 10;
    public const long TotalBytes = (long)Parts * PartBytes;

    public static byte[] Bytes { get; } = RandomNumberGenerator.GetBytes(PartBytes);

    public static Checksum Md5 { get; } = new(ChecksumAlgorithm.Md5, Convert.ToHexStringLower(MD5.HashData(Bytes)));

    public static NewDocument Document { get; } = new() { FileName = "archive.txt", FileSize = TotalBytes, ContentType = "text/plain" };

    /// <summary>Sends all parts, some at the same time.</summary>
    public static Task SendAllAsync(int inFlight, Func<int, CancellationToken, ValueTask> send) =>
        Parallel.ForEachAsync(Enumerable.Range(1, Parts), new ParallelOptions { MaxDegreeOfParallelism = inFlight }, send);
}
