using DocProcessing.Compression;
using DocProcessing.Core.Tests.FileSystem;
using Microsoft.Extensions.Options;

namespace DocProcessing.Core.Tests.Compression;

/// <summary>A directory for one test, and compressing storages on it.</summary>
internal sealed class CompressedRoot : IDisposable
{
    public const double Always = double.NegativeInfinity;

    private readonly TemporaryRoot _root = new();

    public IDocumentStorage Plain() => _root.Open();

    public IDocumentStorage Open(CompressionOptions? options = null, double? leastGain = null, IDocumentStorage? inner = null)
    {
        var settings = Options.Create(options ?? new CompressionOptions());
        var choice = leastGain is { } gain ? new CompressionChoice(settings, gain) : new CompressionChoice(settings);
        return new CompressedStorage(inner ?? _root.Open(), choice, settings);
    }

    /// <summary>Everything goes through blocks, whether it gets smaller or not.</summary>
    public IDocumentStorage OpenForAll(IDocumentStorage? inner = null) => Open(new CompressionOptions { ContentTypes = ["*/*"] }, Always, inner);

    public string PathOf(ObjectKey key) => _root.Open().TryGetLocalPath(key, out var path) ? path : throw new FileNotFoundException();

    public string[] Leftovers() => _root.Leftovers();

    public void Dispose() => _root.Dispose();
}
