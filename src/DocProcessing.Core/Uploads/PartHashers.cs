using DocProcessing.Hashing;
using Microsoft.Extensions.Options;

namespace DocProcessing.Uploads;

/// <summary>Makes the hasher of each part.</summary>
internal sealed class PartHashers(IOptions<UploadOptions> options)
{
    private readonly Md5Batcher? _batcher = options.Value.BatchMd5 && Md5Batcher.IsSupported ? new Md5Batcher() : null;

    /// <param name="algorithm">The algorithm; <see langword="null"/> for all.</param>
    public PartHasher Create(ChecksumAlgorithm? algorithm) => new(algorithm, _batcher);
}
