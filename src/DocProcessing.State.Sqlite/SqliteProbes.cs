namespace DocProcessing.Sqlite;

/// <summary>Tries whether the database takes writes: it gets the write lock and commits nothing.</summary>
internal sealed class SqliteStateProbe(SqliteDatabase database) : IHealthProbe
{
    public string Component => "state";

    public Task<string> ProbeAsync(CancellationToken cancellationToken) =>
        database.WriteAsync(writer => $"SQLite {writer.Scalar("SELECT sqlite_version()")}", Durability.Process, cancellationToken);
}

/// <summary>Tries whether the index answers.</summary>
internal sealed class SqliteIndexProbe(SqliteDatabase database) : IHealthProbe
{
    public string Component => "index";

    public Task<string> ProbeAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(
            reader =>
            {
                reader.Scalar("SELECT rowid FROM index_text WHERE index_text MATCH 'probe' LIMIT 1");
                return "SQLite FTS5";
            },
            cancellationToken);
}
