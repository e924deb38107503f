using System.ComponentModel.DataAnnotations;

namespace DocProcessing;

/// <summary>Where PostgreSQL keeps state and index. Section <c>DocProcessing:Postgres</c>.</summary>
public sealed class PostgresStateOptions
{
    /// <summary>Gets or sets the connection string, as Npgsql takes it. The settings below go before what it says.</summary>
    [Required(AllowEmptyStrings = false, ErrorMessage = "DocProcessing:Postgres:ConnectionString is empty: give one like Host=…;Database=…;Username=…;Password=….")]
    public string ConnectionString { get; set; } = "";

    /// <summary>Gets or sets the schema that holds the tables, and nothing else. It is made when it does not exist.</summary>
    /// <value><c>docprocessing</c> by default. Hosts that share a database and a schema share state and work.</value>
    [RegularExpression("^(?!pg_)[a-z_][a-z0-9_]{0,62}$", ErrorMessage = "DocProcessing:Postgres:Schema takes small letters, digits and underscores, at most 63, and does not begin with pg_.")]
    public string Schema { get; set; } = "docprocessing";

    /// <summary>Gets or sets the largest number of connections of this process; a call that finds them all in use waits for one.</summary>
    /// <value>30 by default: three nodes fit into the 100 that a server allows when nobody changed it.</value>
    [Range(1, 1000)]
    public int MaxPoolSize { get; set; } = 30;

    /// <summary>Gets or sets how many connections are kept though nobody needs them.</summary>
    /// <value>0 by default.</value>
    [Range(0, 1000)]
    public int MinPoolSize { get; set; }

    /// <summary>Gets or sets how long a statement may take before it fails. Making and upgrading the tables is not limited.</summary>
    /// <value>30 seconds by default; counted in whole seconds.</value>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets whether statements are prepared once for each connection.</summary>
    /// <value><see langword="true"/> by default. Set it to <see langword="false"/> behind a pooler that gives each transaction another session and cannot prepare.</value>
    public bool PrepareStatements { get; set; } = true;
}
