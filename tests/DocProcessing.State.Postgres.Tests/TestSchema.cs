using Microsoft.Extensions.Options;
using Npgsql;

namespace DocProcessing.Postgres.Tests;

/// <summary>A schema of its own for one test, and the nodes that use it.</summary>
public sealed class TestSchema : IAsyncDisposable
{
    private readonly string _connectionString;
    private readonly NpgsqlDataSource _source;
    private readonly List<PostgresDatabase> _open = [];

    public TestSchema(PostgresServer server)
        : this(server.ConnectionString)
    {
    }

    public TestSchema(string connectionString)
    {
        _connectionString = connectionString;
        _source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { SearchPath = Name, MaxPoolSize = 3 }.ConnectionString);
    }

    public string Name { get; } = $"test_{Guid.NewGuid():n}";

    public PostgresStateOptions Options => new() { ConnectionString = _connectionString, Schema = Name };

    /// <summary>Makes a node's way to the schema.</summary>
    internal PostgresDatabase Open(PostgresStateOptions? options = null)
    {
        var database = new PostgresDatabase(Microsoft.Extensions.Options.Options.Create(options ?? Options));
        _open.Add(database);
        return database;
    }

    internal PostgresState OpenState(TimeProvider? clock = null) => new(Open(), clock ?? TimeProvider.System);

    internal PostgresDocumentIndex OpenIndex() => new(Open());

    /// <summary>Runs a statement beside the nodes.</summary>
    public async Task RunAsync(string sql)
    {
        await using var command = _source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Runs a statement beside the nodes and gives its first value.</summary>
    public async Task<T> AskAsync<T>(string sql)
    {
        await using var command = _source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    /// <summary>Runs a statement beside the nodes and gives its first column.</summary>
    public async Task<List<string>> ListAsync(string sql)
    {
        await using var command = _source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var rows = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var database in _open)
        {
            await database.DisposeAsync();
        }

        await _source.DisposeAsync();
    }
}
