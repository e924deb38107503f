using System.ComponentModel.DataAnnotations;

namespace DocProcessing;

/// <summary>Where SQLite keeps state and index. Section <c>DocProcessing:Sqlite</c>.</summary>
public sealed class SqliteStateOptions
{
    /// <summary>Gets or sets the database file. It and its directory are made when they do not exist; it must lie on a local disk, not on a network share.</summary>
    [Required(AllowEmptyStrings = false, ErrorMessage = "DocProcessing:Sqlite:DatabasePath is empty: name the database file, such as data/docprocessing.db.")]
    public string DatabasePath { get; set; } = "";

    /// <summary>Gets or sets how long a write waits for another process that is writing to the same file before it fails.</summary>
    /// <value>30 seconds by default.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
