namespace DocProcessing.Postgres;

/// <summary>Tries whether the database takes writes: not a standby, and our tables are there.</summary>
internal sealed class PostgresStateProbe(PostgresDatabase database) : IHealthProbe
{
    public string Component => "state";

    public async Task<string> ProbeAsync(CancellationToken cancellationToken)
    {
        // A lock on no row: a standby refuses it.
        await database.WriteAsync([Statement.Of("SELECT 1 FROM jobs WHERE id = '' FOR UPDATE")], cancellationToken);
        return $"PostgreSQL {await database.ReadFirstAsync(row => row.GetString(0), Statement.Of("SHOW server_version"), cancellationToken)}";
    }
}

/// <summary>Tries whether the index answers.</summary>
internal sealed class PostgresIndexProbe(PostgresDatabase database) : IHealthProbe
{
    public string Component => "index";

    public async Task<string> ProbeAsync(CancellationToken cancellationToken)
    {
        await database.ReadFirstAsync(_ => true, Statement.Of("SELECT 1 FROM index_sections WHERE vector @@ 'probe'::tsquery LIMIT 1"), cancellationToken);
        return "PostgreSQL full-text";
    }
}
