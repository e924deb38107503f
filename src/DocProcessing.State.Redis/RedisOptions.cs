namespace DocProcessing;

/// <summary>Where Redis is. Section <c>DocProcessing:Redis</c>; all that this package keeps there uses one connection.</summary>
public sealed class RedisOptions
{
    /// <summary>Gets or sets where Redis is: <c>redis://user:password@host:6379/0</c>, <c>rediss://…</c> with TLS, or as StackExchange.Redis takes it (<c>REDIS_URL</c>).</summary>
    /// <value>Empty by default, for the <c>IConnectionMultiplexer</c> that the host has registered.</value>
    public string Configuration { get; set; } = "";

    /// <summary>Gets or sets what every key and channel begins with. Hosts that share a server and a prefix share messages, limits and state.</summary>
    /// <value><c>{docprocessing}:</c> by default; in braces, so that a cluster keeps all keys on one of its servers, as the scripts need them.</value>
    public string KeyPrefix { get; set; } = "{docprocessing}:";
}
