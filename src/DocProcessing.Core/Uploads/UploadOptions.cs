using System.ComponentModel.DataAnnotations;

namespace DocProcessing;

/// <summary>How documents are taken in. Section <c>DocProcessing:Uploads</c>.</summary>
public sealed class UploadOptions
{
    /// <summary>Gets or sets the size of every part but the last, in bytes; larger when a file would have more parts than the store allows.</summary>
    /// <value>8 MiB by default (<c>UPLOAD_CHUNK_SIZE_MB</c>); from 64 KiB to 1 GiB.</value>
    [Range(64L << 10, 1L << 30)]
    public long PartSizeBytes { get; set; } = 8L << 20;

    /// <summary>Gets or sets the largest file that one request may carry, in bytes.</summary>
    /// <value>100 MiB by default (<c>MULTIPART_UPLOAD_THRESHOLD_MB</c>).</value>
    [Range(1L, 5L << 30)]
    public long SimpleUploadMaxBytes { get; set; } = 100L << 20;

    /// <summary>Gets or sets the largest document, in bytes.</summary>
    /// <value>10 GiB by default.</value>
    [Range(1L, 50L << 40)]
    public long MaxDocumentBytes { get; set; } = 10L << 30;

    /// <summary>Gets or sets how many uploads in parts a user may have open.</summary>
    [Range(1, 100_000)]
    public int MaxOpenUploadsPerUser { get; set; } = 100;

    /// <summary>Gets or sets how long an upload may be left alone before it expires.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan AbandonedAfter { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Gets or sets how long a finished session is kept, so that late requests learn what became of it.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan KeepFinishedSessions { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Gets or sets whether every part must come with a checksum.</summary>
    public bool RequirePartChecksums { get; set; }

    /// <summary>Gets or sets whether the MD5s of parts that arrive side by side are computed together, in the lanes of vector registers, where the processor has them.</summary>
    public bool BatchMd5 { get; set; } = true;

    /// <summary>Gets or sets the media types that are accepted, such as <c>application/pdf</c> or <c>text/*</c>; empty for all that an extractor handles.</summary>
    public IList<string> AllowedContentTypes { get; set; } = [];
}
