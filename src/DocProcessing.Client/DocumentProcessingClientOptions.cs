namespace DocProcessing.Client;

/// <summary>Gives the bearer token to send.</summary>
/// <param name="refresh">Whether the host has just refused the token that was given last: a cached one must not be given again.</param>
/// <param name="cancellationToken">Ends the wait.</param>
/// <returns>The token without <c>Bearer</c>, or <see langword="null"/> to send none.</returns>
public delegate ValueTask<string?> AccessTokenProvider(bool refresh, CancellationToken cancellationToken);

/// <summary>Where the host is, and how patient the client is with it.</summary>
public sealed class DocumentProcessingClientOptions
{
    /// <summary>Gets or sets the host's address, such as <c>https://documents.example/</c>; a path in it is kept.</summary>
    public Uri? BaseAddress { get; set; }

    /// <summary>Gets or sets where tokens come from. It is asked before the first call, and once more when the host answers 401.</summary>
    public AccessTokenProvider? AccessToken { get; set; }

    /// <summary>Gets or sets how often a call is sent again, in a row, before its error is told.</summary>
    /// <value>10 by default, which bridges about two and a half minutes.</value>
    public int MaxRetries { get; set; } = 10;

    /// <summary>Gets or sets the wait before the first repeat. It doubles with each one, up to <see cref="RetryMaxDelay"/>; a Retry-After of the host counts more.</summary>
    /// <value>Half a second by default.</value>
    public TimeSpan RetryBaseDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Gets or sets the longest wait between two repeats.</summary>
    /// <value>30 seconds by default.</value>
    public TimeSpan RetryMaxDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets how long a connection may move no byte before it is taken for dead: of a chunk, a download, or a stream of events.</summary>
    /// <value>A minute by default. Less than the host's heartbeat (30 seconds) makes a quiet watch reconnect again and again.</value>
    public TimeSpan StallTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets or sets how often a job is looked at where neither WebSockets nor server-sent events get through.</summary>
    /// <value>2 seconds by default.</value>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);

    internal IEnumerable<string> Errors()
    {
        if (BaseAddress is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
        {
            yield return "BaseAddress is the host's address, such as https://documents.example/.";
        }

        if (MaxRetries < 0)
        {
            yield return "MaxRetries is not below 0.";
        }

        if (RetryBaseDelay <= TimeSpan.Zero || RetryMaxDelay < RetryBaseDelay)
        {
            yield return "RetryBaseDelay is above zero, and RetryMaxDelay not below it.";
        }

        if (StallTimeout <= TimeSpan.Zero || PollInterval <= TimeSpan.Zero)
        {
            yield return "StallTimeout and PollInterval are above zero.";
        }
    }
}
