using System.Reflection;
using Npgsql;

namespace DocProcessing.Postgres;

/// <summary>Brings a schema to the version of this package, in place and in one transaction. The scripts are <c>Schema/{version}.sql</c>.</summary>
internal static class SchemaUpgrade
{
    public const int Version = 1;

    public static async Task RunAsync(NpgsqlDataSource source, string schema, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        if (await VersionOfAsync(connection, schema, cancellationToken) == Version)
        {
            return;
        }

        // Waits for another node that starts at the same moment; what it has done is then seen below.
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await RunAsync(connection, AdvisoryLock.On(schema, "schema", ""), cancellationToken);
        var present = await VersionOfAsync(connection, schema, cancellationToken);
        if (present == 0)
        {
            await MakeAsync(connection, schema, cancellationToken);
        }

        if (present > Version)
        {
            throw new InvalidOperationException(
                $"Schema {schema} of the state database has version {present}, but this package knows versions up to {Version}. "
                + "Use a newer package, or another DocProcessing:Postgres:Schema.");
        }

        for (var version = present + 1; version <= Version; version++)
        {
            await RunScriptAsync(connection, Script(version), cancellationToken);
            await RunAsync(connection, Statement.Of("UPDATE schema_version SET version = $1", version), cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task MakeAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        // Asked first: IF NOT EXISTS wants the right to make schemas also where there is nothing to make.
        if (await RunAsync(connection, Statement.Of("SELECT 1 FROM pg_namespace WHERE nspname = $1", schema), cancellationToken) is null)
        {
            await RunAsync(connection, Statement.Of($"CREATE SCHEMA \"{schema}\""), cancellationToken);
        }

        var tables = Statement.Of("SELECT 1 FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE nspname = $1 LIMIT 1", schema);
        if (await RunAsync(connection, tables, cancellationToken) is not null)
        {
            throw new InvalidOperationException($"Schema {schema} of the state database holds tables of another program. Name another DocProcessing:Postgres:Schema.");
        }

        await RunAsync(connection, Statement.Of("CREATE TABLE schema_version (version integer NOT NULL)"), cancellationToken);
        await RunAsync(connection, Statement.Of("INSERT INTO schema_version VALUES (0)"), cancellationToken);
    }

    private static async Task<int> VersionOfAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        // Out of the catalog itself: what a session remembers of names may be older than the lock that it waited for.
        var table = Statement.Of(
            "SELECT 1 FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE nspname = $1 AND relname = 'schema_version'", schema);
        return await RunAsync(connection, table, cancellationToken) is null
            ? 0
            : (int)(await RunAsync(connection, Statement.Of("SELECT version FROM schema_version"), cancellationToken))!;
    }

    private static async Task<object?> RunAsync(NpgsqlConnection connection, Statement statement, CancellationToken cancellationToken)
    {
        await using var batch = connection.CreateBatch();

        // Whoever waits for a long upgrade of another node waits to its end.
        batch.Timeout = 0;
        batch.BatchCommands.Add(statement.ToCommand());
        return await batch.ExecuteScalarAsync(cancellationToken);
    }

    private static async Task RunScriptAsync(NpgsqlConnection connection, string script, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // A script of this package.
        command.CommandText = script;
#pragma warning restore CA2100
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string Script(long version)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{version}.sql")
            ?? throw new InvalidOperationException($"There is no upgrade to version {version}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
