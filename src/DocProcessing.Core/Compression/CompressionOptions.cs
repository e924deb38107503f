using System.ComponentModel.DataAnnotations;
using System.IO.Compression;

namespace DocProcessing;

/// <summary>What is compressed in storage, once <c>UseCompressionAtRest</c> was called. Section <c>DocProcessing:Compression</c>.</summary>
public sealed class CompressionOptions
{
    /// <summary>Gets or sets whether new objects are compressed. Those that are compressed already are read all the same.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Gets or sets the media types that are tried, such as <c>application/json</c> or <c>text/*</c>; <c>*/*</c> for all.</summary>
    /// <value>Text, JSON, XML, RTF, SVG and e-mail. What does not get smaller is stored as it is, whatever its type.</value>
    public IList<string> ContentTypes { get; set; } =
    [
        "text/*", "application/json", "application/x-ndjson", "application/xml", "application/xhtml+xml", "application/rtf", "image/svg+xml", "message/rfc822",
    ];

    /// <summary>Gets or sets whether objects that come without a media type are tried: the results of stages are such, sections above all.</summary>
    public bool IncludeUntyped { get; set; } = true;

    /// <summary>Gets or sets how much time is given for size.</summary>
    /// <value>Optimal by default; Fastest or SmallestSize.</value>
    [AllowedValues(CompressionLevel.Fastest, CompressionLevel.Optimal, CompressionLevel.SmallestSize)]
    public CompressionLevel Level { get; set; } = CompressionLevel.Optimal;
}
