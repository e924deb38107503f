using System.Buffers;
using System.Security.Cryptography;
using DocProcessing.Hashing;

namespace DocProcessing.Uploads;

/// <summary>Hashes a part while it arrives: by the algorithm of the expected checksum, or by both while nobody has said which.</summary>
internal sealed class PartHasher : IDisposable
{
    private readonly Md5Hash? _batchedMd5;
    private readonly IncrementalHash? _md5;
    private readonly IncrementalHash? _sha256;

    /// <param name="algorithm">The algorithm; <see langword="null"/> for all.</param>
    /// <param name="batcher">Computes MD5s that come side by side together; <see langword="null"/> to compute each by itself.</param>
    public PartHasher(ChecksumAlgorithm? algorithm, Md5Batcher? batcher)
    {
        if (algorithm is null or ChecksumAlgorithm.Md5)
        {
            _batchedMd5 = batcher is null ? null : new Md5Hash(batcher);
            _md5 = batcher is null ? IncrementalHash.CreateHash(HashAlgorithmName.MD5) : null;
        }

        _sha256 = algorithm is null or ChecksumAlgorithm.Sha256 ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
    }

    /// <summary>Gets whether hashing keeps the caller's thread busy.</summary>
    public bool RunsHere => _batchedMd5 is null or { RunsHere: true };

    /// <summary>Takes the next bytes. Their memory is the caller's again when the task has ended.</summary>
    public async ValueTask AppendAsync(ReadOnlySequence<byte> bytes)
    {
        var batched = _batchedMd5?.AppendAsync(bytes) ?? ValueTask.CompletedTask;
        foreach (var segment in bytes)
        {
            _md5?.AppendData(segment.Span);
            _sha256?.AppendData(segment.Span);
        }

        await batched;
    }

    public Checksum Finish(ChecksumAlgorithm algorithm)
    {
        var hex = algorithm == ChecksumAlgorithm.Md5 ? _batchedMd5?.Finish() ?? HexOf(_md5) : HexOf(_sha256);
        return hex is null ? throw new InvalidOperationException($"The part was not hashed by {algorithm}.") : new Checksum(algorithm, hex);
    }

    public void Dispose()
    {
        _batchedMd5?.Dispose();
        _md5?.Dispose();
        _sha256?.Dispose();
    }

    private static string? HexOf(IncrementalHash? hash) => hash is null ? null : Convert.ToHexStringLower(hash.GetHashAndReset());
}
