using System.ComponentModel.DataAnnotations;

namespace DocProcessing;

/// <summary>What validation lets pass. Section <c>DocProcessing:Validation</c>.</summary>
public sealed class ValidationOptions
{
    /// <summary>Gets or sets how many bytes an archive (a Word file, an EPUB) may unpack to in all.</summary>
    [Range(1L << 20, 1L << 40)]
    public long MaxUnpackedBytes { get; set; } = 1L << 30;

    /// <summary>Gets or sets how many times its packed size an archive may unpack to, once it unpacks to more than 16 MiB.</summary>
    [Range(2, 100_000)]
    public int MaxCompressionRatio { get; set; } = 200;

    /// <summary>Gets or sets how many entries an archive may have.</summary>
    [Range(1, 10_000_000)]
    public int MaxArchiveEntries { get; set; } = 100_000;
}
