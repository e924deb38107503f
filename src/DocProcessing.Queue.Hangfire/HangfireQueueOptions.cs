using System.ComponentModel.DataAnnotations;

namespace DocProcessing;

/// <summary>Where Hangfire keeps tickets and how often it looks for them. Section <c>DocProcessing:Hangfire</c>.</summary>
public sealed class HangfireQueueOptions
{
    /// <summary>Gets or sets where Hangfire keeps its jobs.</summary>
    /// <value>
    /// When unset, <see cref="HangfireStore.Postgres"/> or <see cref="HangfireStore.Redis"/> by which of the two is named below. One is required: nothing falls
    /// back to memory in silence.
    /// </value>
    [Required(ErrorMessage = "DocProcessing:Hangfire:Store is empty: give Postgres, Redis, Memory, or Host for the JobStorage of the host's own AddHangfire.")]
    public HangfireStore? Store { get; set; }

    /// <summary>Gets or sets the connection string of PostgreSQL, as Npgsql takes it.</summary>
    /// <value>Required with <see cref="HangfireStore.Postgres"/>.</value>
    public string? PostgresConnectionString { get; set; }

    /// <summary>Gets or sets the schema of Hangfire's tables. It and they are made when they do not exist, and upgraded when they are older.</summary>
    [Required(AllowEmptyStrings = false)]
    public string PostgresSchema { get; set; } = "hangfire";

    /// <summary>Gets or sets where Redis is, as StackExchange.Redis takes it or as a <c>redis://</c> address (<c>REDIS_URL</c>).</summary>
    /// <value>Required with <see cref="HangfireStore.Redis"/>.</value>
    public string? RedisConfiguration { get; set; }

    /// <summary>Gets or sets what the names of Hangfire's keys in Redis begin with; in braces, so that a cluster keeps them together.</summary>
    [Required(AllowEmptyStrings = false)]
    public string RedisPrefix { get; set; } = "{hangfire}:";

    /// <summary>Gets or sets what the names of the four queues begin with. Hosts that share a store and a name share the work.</summary>
    /// <value><c>docprocessing</c> by default; lower-case letters, digits, dashes and underscores.</value>
    [RegularExpression("^[a-z0-9_-]{1,40}$", ErrorMessage = "DocProcessing:Hangfire:QueueName takes lower-case letters, digits, dashes and underscores, at most 40.")]
    public string QueueName { get; set; } = "docprocessing";

    /// <summary>Gets or sets how often delayed tickets are looked for, and on PostgreSQL those of other processes.</summary>
    /// <value>1 second by default. With <see cref="HangfireStore.Host"/> the host's storage has its own for the second.</value>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);
}
