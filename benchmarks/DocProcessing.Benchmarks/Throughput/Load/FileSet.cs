using System.Buffers.Binary;
using System.Security.Cryptography;
using DocProcessing.Benchmarks.Throughput.Client;

namespace DocProcessing.Benchmarks.Throughput.Load;

/// <summary>A large file by its chunks.</summary>
internal sealed record LargeFile(string Name, IReadOnlyList<Content> Chunks)
{
    public long Length => Chunks.Sum(chunk => chunk.Length);
}

/// <summary>The large files that every server is sent in every round: random bytes, no two chunks alike, checksums known beforehand.</summary>
internal sealed class FileSet
{
    public const int ChunkBytes = 8 << 20;
    public const int Count = 4;

    private const int StampBytes = 16;
    private const int Payloads = 8;

    public FileSet(int megabytes)
    {
        var payloads = Enumerable.Range(0, Payloads).Select(_ => RandomNumberGenerator.GetBytes(ChunkBytes - StampBytes)).ToArray();
        var chunks = megabytes / (ChunkBytes >> 20);
        Files = [.. Enumerable.Range(0, Count).Select(file =>
            new LargeFile($"large-{file}.txt", [.. Enumerable.Range(file * chunks, chunks).Select(number => Make(number, payloads[number % Payloads]))]))];
    }

    public IReadOnlyList<LargeFile> Files { get; }

    public long Length => Files.Sum(file => file.Length);

    private static Content Make(int number, byte[] payload)
    {
        var stamp = new byte[StampBytes];
        BinaryPrimitives.WriteInt32BigEndian(stamp, number);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        hash.AppendData(stamp);
        hash.AppendData(payload);
        return new Content(stamp, payload, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
