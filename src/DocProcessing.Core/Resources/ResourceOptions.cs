using System.ComponentModel.DataAnnotations;

namespace DocProcessing;

/// <summary>When this node starts one more job. Section <c>DocProcessing:Resources</c>.</summary>
/// <remarks>
/// A job starts at once when none runs. Beside running ones it starts while this process's use of the processors is under
/// <see cref="CpuThrottleThreshold"/>, and while its resident memory leaves room for one more task below the limit. What running
/// jobs might yet need is not reserved: their measured use counts, since most tasks need a small part of the most that one may.
/// </remarks>
public sealed class ResourceOptions
{
    /// <summary>Gets or sets the share of all processors above which no further job starts.</summary>
    /// <value>0.8 by default (<c>CPU_THROTTLE_THRESHOLD</c>); above 0, at most 1. At 1 the processors never hold a job up.</value>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double CpuThrottleThreshold { get; set; } = 0.8;

    /// <summary>Gets or sets the memory that must be free below the limit before one more job starts, in MiB; never more than a quarter of the limit.</summary>
    /// <value>2048 by default (<c>MAX_MEMORY_MB_PER_TASK</c>).</value>
    [Range(1, 1 << 20)]
    public int MaxMemoryMegabytesPerTask { get; set; } = 2048;

    /// <summary>Gets or sets the limit on this process's resident memory, in MiB.</summary>
    /// <value><see langword="null"/> by default: 90 % of what the process may have, by its container's limit or the machine's memory.</value>
    [Range(1, 1 << 30)]
    public int? MaxMemoryMegabytes { get; set; }

    /// <summary>Gets or sets how often use is measured while jobs wait for resources.</summary>
    /// <value>1 second by default.</value>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan SampleInterval { get; set; } = TimeSpan.FromSeconds(1);
}
