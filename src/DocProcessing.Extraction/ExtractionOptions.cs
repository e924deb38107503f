using System.ComponentModel.DataAnnotations;

namespace DocProcessing;

/// <summary>What extraction may use. Bound to <c>DocProcessing:Extraction</c>.</summary>
public sealed class ExtractionOptions
{
    /// <summary>The section's name below <c>DocProcessing</c>.</summary>
    public const string Section = "Extraction";

    /// <summary>Gets or sets where the parsers of complex formats run.</summary>
    /// <value>Child processes by default.</value>
    [EnumDataType(typeof(ExtractionIsolation))]
    public ExtractionIsolation Isolation { get; set; } = ExtractionIsolation.ChildProcess;

    /// <summary>Gets or sets how much memory one child process may use, in MiB; <c>MAX_MEMORY_MB_PER_TASK</c> sets it.</summary>
    /// <value>2048 by default; at least 64.</value>
    [Range(64, 1 << 20)]
    public int MaxMemoryMegabytes { get; set; } = 2048;

    /// <summary>Gets or sets how many child processes wait for the next document.</summary>
    /// <value>2 by default; 0 starts one for each document.</value>
    [Range(0, 1000)]
    public int MaxIdleProcesses { get; set; } = 2;

    /// <summary>Gets or sets after how many documents a child process is replaced.</summary>
    /// <value>50 by default.</value>
    [Range(1, 1_000_000)]
    public int DocumentsPerProcess { get; set; } = 50;

    /// <summary>Gets or sets how long an idle child process is kept.</summary>
    /// <value>A minute by default; from a second to a day.</value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets or sets after how many characters of text extraction stops, with the warning <c>text_truncated</c>.</summary>
    /// <value>50 million by default.</value>
    [Range(1, long.MaxValue)]
    public long MaxTextCharacters { get; set; } = 50_000_000;

    /// <summary>Gets or sets how many bytes an archive (Office, OpenDocument, EPUB) may unpack to.</summary>
    /// <value>1 GiB by default.</value>
    [Range(1, long.MaxValue)]
    public long MaxUnpackedBytes { get; set; } = 1L << 30;

    /// <summary>Gets or sets how many times its packed size an archive may unpack to, once that is over 16 MiB.</summary>
    /// <value>250 by default.</value>
    [Range(1, 1_000_000)]
    public int MaxCompressionRatio { get; set; } = 250;

    /// <summary>Gets or sets the largest HTML or Markdown text in bytes: these parsers hold it in memory. A larger one is rejected as <c>too_complex</c>.</summary>
    /// <value>64 MiB by default.</value>
    [Range(1, int.MaxValue)]
    public long MaxMarkupBytes { get; set; } = 64L << 20;
}
