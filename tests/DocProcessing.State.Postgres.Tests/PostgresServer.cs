using DocProcessing.Postgres.Tests;
using DocProcessing.Testing;
using Npgsql;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace DocProcessing.Postgres.Tests;

/// <summary>One server for all tests, with a database that belongs to a user who may do nothing else.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    public const string Password = "secretword";

    private Service? _service;

    public Service Service => _service!;

    /// <summary>Gets the plain user's way to the database.</summary>
    public string ConnectionString => $"Host=127.0.0.1;Port={Service.Port};Username=plain;Password={Password};Database=state";

    public async ValueTask InitializeAsync()
    {
        _service = await Service.StartAsync("postgres");
        await RunAsAdministratorAsync($"CREATE ROLE plain LOGIN PASSWORD '{Password}'");
        await RunAsAdministratorAsync("CREATE DATABASE state OWNER plain");
    }

    /// <summary>Runs a statement as the server's administrator.</summary>
    public async Task RunAsAdministratorAsync(string sql, string database = "postgres")
    {
        await using var source = NpgsqlDataSource.Create($"Host=127.0.0.1;Port={Service.Port};Username=postgres;Password=postgres;Database={database}");
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_service is not null)
        {
            await _service.DisposeAsync();
        }
    }
}
