using System.ComponentModel.DataAnnotations;

namespace DocProcessing;

/// <summary>Where Quartz.NET keeps tickets and how it orders them. Section <c>DocProcessing:Quartz</c>.</summary>
public sealed class QuartzQueueOptions
{
    /// <summary>Gets or sets where Quartz.NET keeps its triggers.</summary>
    /// <value>
    /// When unset, <see cref="QuartzStore.Postgres"/> or <see cref="QuartzStore.Sqlite"/> by which of the two is named below. One is required: nothing falls
    /// back to memory in silence.
    /// </value>
    [Required(ErrorMessage = "DocProcessing:Quartz:Store is empty: give Postgres, Sqlite, Memory, or Host for the IScheduler of the host's own services.")]
    public QuartzStore? Store { get; set; }

    /// <summary>Gets or sets the connection string of PostgreSQL, as Npgsql takes it.</summary>
    /// <value>Required with <see cref="QuartzStore.Postgres"/>.</value>
    public string? PostgresConnectionString { get; set; }

    /// <summary>Gets or sets the SQLite file. It is made when it does not exist; it must lie on a local disk and serve one process.</summary>
    /// <value>Required with <see cref="QuartzStore.Sqlite"/>.</value>
    public string? SqlitePath { get; set; }

    /// <summary>Gets or sets what the names of the engine's tables begin with; a schema may stand before it.</summary>
    [RegularExpression("^[A-Za-z0-9_.]{1,40}$", ErrorMessage = "DocProcessing:Quartz:TablePrefix takes letters, digits, underscores and dots, at most 40.")]
    public string TablePrefix { get; set; } = "QRTZ_";

    /// <summary>Gets or sets whether missing tables are made when the host starts.</summary>
    /// <value><see langword="true"/> by default. When <see langword="false"/> they are checked, and a host whose tables are missing or old does not start.</value>
    public bool CreateTables { get; set; } = true;

    /// <summary>Gets or sets the scheduler's name, which is also the group of its jobs and triggers. Hosts that share a store and a name share the work.</summary>
    [RegularExpression("^[A-Za-z0-9_-]{1,80}$", ErrorMessage = "DocProcessing:Quartz:SchedulerName takes letters, digits, dashes and underscores, at most 80.")]
    public string SchedulerName { get; set; } = "docprocessing";

    /// <summary>Gets or sets how often the tickets of other processes are looked for, and delayed ones that should have started.</summary>
    /// <value>1 second by default, which is the least that the engine takes.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets or sets how much longer a ticket must have waited to go before a fresh one of the next higher priority.</summary>
    /// <value>1 minute by default: a low ticket goes before a critical one that came 3 minutes after it, so nothing starves.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "30.00:00:00")]
    public TimeSpan PriorityAgeing { get; set; } = TimeSpan.FromMinutes(1);
}
