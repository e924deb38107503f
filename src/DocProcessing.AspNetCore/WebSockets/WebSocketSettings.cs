using System.ComponentModel.DataAnnotations;

namespace DocProcessing;

/// <summary>How live connections behave: WebSockets, and server-sent events where it applies. Section <c>DocProcessing:WebSockets</c>.</summary>
public sealed class WebSocketSettings : IValidatableObject
{
    /// <summary>Gets or sets how often a heartbeat is sent. At each one, jobs that were silent are looked up again.</summary>
    /// <value>30 seconds by default (<c>WEBSOCKET_HEARTBEAT_INTERVAL</c>, in seconds).</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets the address that the host listens on for sockets, beside its own (<c>WEBSOCKET_HOST</c>).</summary>
    /// <value>None by default; all addresses when only the port is set.</value>
    public string? Host { get; set; }

    /// <summary>Gets or sets the only port that serves the socket routes (<c>WEBSOCKET_PORT</c>). The host must listen on it.</summary>
    /// <value>None by default: every address of the host serves them.</value>
    [Range(1, 65535)]
    public int? Port { get; set; }

    /// <summary>Gets or sets how many live connections a user may have on this node.</summary>
    [Range(1, 10_000)]
    public int MaxConnectionsPerUser { get; set; } = 20;

    /// <summary>Gets or sets how many jobs one connection may follow.</summary>
    [Range(1, 100_000)]
    public int MaxJobsPerConnection { get; set; } = 1000;

    /// <summary>Gets or sets the largest message that a client may send, in bytes.</summary>
    [Range(256, 1 << 20)]
    public int MaxMessageBytes { get; set; } = 64 << 10;

    /// <summary>Gets or sets how many messages a client may send in a minute over one connection; 0 for any number.</summary>
    [Range(0, 1_000_000)]
    public int MaxMessagesPerMinute { get; set; } = 600;

    /// <summary>Gets or sets how long one message may take to be taken by its reader before the connection is given up.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!string.IsNullOrEmpty(Host) && Port is null)
        {
            yield return new ValidationResult("Host (WEBSOCKET_HOST) needs Port (WEBSOCKET_PORT) beside it.", [nameof(Host)]);
        }
    }
}
