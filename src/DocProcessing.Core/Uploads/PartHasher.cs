using System.Security.Cryptography;

namespace DocProcessing.Uploads;

/// <summary>Hashes a part while it arrives: by the algorithm of the expected checksum, or by both while nobody has said which.</summary>
internal sealed class PartHasher : IDisposable
{
    private readonly IncrementalHash? _md5;
    private readonly IncrementalHash? _sha256;

    public PartHasher(ChecksumAlgorithm? algorithm)
    {
        _md5 = algorithm is null or ChecksumAlgorithm.Md5 ? IncrementalHash.CreateHash(HashAlgorithmName.MD5) : null;
        _sha256 = algorithm is null or ChecksumAlgorithm.Sha256 ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        _md5?.AppendData(bytes);
        _sha256?.AppendData(bytes);
    }

    public Checksum Finish(ChecksumAlgorithm algorithm)
    {
        var hash = algorithm == ChecksumAlgorithm.Md5 ? _md5 : _sha256;
        return hash is null
            ? throw new InvalidOperationException($"The part was not hashed by {algorithm}.")
            : new Checksum(algorithm, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    public void Dispose()
    {
        _md5?.Dispose();
        _sha256?.Dispose();
    }
}
