namespace DocProcessing;

/// <summary>Where Hangfire keeps its jobs.</summary>
public enum HangfireStore
{
    /// <summary>The host's own <c>JobStorage</c>, as its <c>AddHangfire</c> call has registered it. It is used as it is.</summary>
    Host,

    /// <summary>In this process: for tests, and for one node that wants the engine without a server. A restart empties it, and the reconciler fills it again.</summary>
    Memory,

    /// <summary>PostgreSQL, shared by all processes.</summary>
    Postgres,

    /// <summary>Redis, shared by all processes.</summary>
    Redis,
}
