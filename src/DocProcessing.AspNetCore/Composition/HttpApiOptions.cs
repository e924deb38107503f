using System.ComponentModel.DataAnnotations;

namespace DocProcessing;

/// <summary>How the HTTP endpoints behave. Section <c>DocProcessing:HttpApi</c>.</summary>
public sealed class HttpApiOptions
{
    /// <summary>Gets or sets the origins of web pages that may call the endpoints from a browser, such as <c>https://app.example</c>.</summary>
    /// <value>None by default: no CORS headers are sent.</value>
    public IList<string> AllowedOrigins { get; set; } = [];

    /// <summary>Gets or sets the claims that may hold the user's id; the first that is there counts.</summary>
    public IList<string> UserClaims { get; set; } = ["sub", System.Security.Claims.ClaimTypes.NameIdentifier];

    /// <summary>Gets or sets the claims that may hold roles.</summary>
    public IList<string> RoleClaims { get; set; } = ["role", "roles", System.Security.Claims.ClaimTypes.Role];

    /// <summary>Gets or sets the role that sees, cancels and re-runs everybody's jobs and reads metrics.</summary>
    [Required]
    public string OperatorRole { get; set; } = "operator";

    /// <summary>Gets or sets the role that may do everything.</summary>
    [Required]
    public string AdminRole { get; set; } = "admin";

    /// <summary>Gets or sets whether <see cref="DocumentProcessingPolicies.Metrics"/> lets callers without a token pass, for scrapers inside a closed network.</summary>
    public bool MetricsAllowAnonymous { get; set; }

    /// <summary>Gets or sets how long nothing of an upload's body may come before its sender is given up (408), and the part is free for another to send.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan BodyStallTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets how long one component may take to tell the health endpoints that it works.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan HealthProbeTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
