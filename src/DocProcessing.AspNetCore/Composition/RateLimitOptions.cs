using System.ComponentModel.DataAnnotations;

namespace DocProcessing;

/// <summary>How many requests a user may send. Section <c>DocProcessing:RateLimits</c>. Counted by each node for itself.</summary>
public sealed class RateLimitOptions
{
    /// <summary>Gets or sets how many uploads (initiate and simple) a user may start in a minute; 0 for any number.</summary>
    /// <value>10 by default (<c>RATE_LIMIT_UPLOADS_PER_MINUTE</c>).</value>
    [Range(0, 1_000_000)]
    public int UploadsPerMinute { get; set; } = 10;

    /// <summary>Gets or sets how many other requests a user may send in a minute; 0 for any number.</summary>
    /// <value>100 by default (<c>RATE_LIMIT_REQUESTS_PER_MINUTE</c>). A socket counts when it connects; its messages, chunks that name their open session before their file, and health checks do not.</value>
    [Range(0, 1_000_000)]
    public int RequestsPerMinute { get; set; } = 100;

    /// <summary>Gets or sets how often each part of a session may be sent in an hour, on the average of all its parts; 0 for any number.</summary>
    [Range(0, 1_000)]
    public int SendsPerPart { get; set; } = 4;
}
