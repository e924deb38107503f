using System.Buffers;
using System.Security.Cryptography;
using DocProcessing.Hashing;

namespace DocProcessing.Benchmarks.Chunks;

/// <summary>A block of each of several messages, hashed side by side. Beside it the platform's MD5, one message after the other.</summary>
public class Md5Benchmarks
{
    private const int BlockBytes = 256 << 10;

    private byte[][] _blocks = [];
    private Md5Hash[] _hashes = [];

    [Params(1, 2, 3, 4, 8, 16)]
    public int Messages { get; set; }

    [GlobalSetup]
    public void Begin()
    {
        var batcher = new Md5Batcher();
        _blocks = [.. Enumerable.Range(0, Messages).Select(_ => RandomNumberGenerator.GetBytes(BlockBytes))];
        _hashes = [.. _blocks.Select(_ => new Md5Hash(batcher))];
    }

    [GlobalCleanup]
    public void End() => Array.ForEach(_hashes, hash => hash.Dispose());

    [Benchmark(Baseline = true, Description = "one after the other")]
    public int Alone() => _blocks.Sum(block => MD5.HashData(block).Length);

    [Benchmark(Description = "side by side")]
    public Task SideBySide() => Task.WhenAll(_hashes.Select((hash, index) => hash.AppendAsync(new ReadOnlySequence<byte>(_blocks[index])).AsTask()));
}
