using Microsoft.Extensions.Options;
using Npgsql;

namespace DocProcessing.Postgres;

/// <summary>The schema of one database. What one call sends is one round trip and one transaction.</summary>
internal sealed class PostgresDatabase : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly SemaphoreSlim _opening = new(1);
    private volatile bool _isReady;

    public PostgresDatabase(IOptions<PostgresStateOptions> options)
    {
        Schema = options.Value.Schema;
        _source = NpgsqlDataSource.Create(ConnectionSettings.Of(options.Value));
    }

    public string Schema { get; }

    /// <summary>Makes or upgrades the schema, if that is not done yet. Every other call does so too.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (_isReady)
        {
            return;
        }

        await _opening.WaitAsync(cancellationToken);
        try
        {
            if (!_isReady)
            {
                await SchemaUpgrade.RunAsync(_source, Schema, cancellationToken);
                _isReady = true;
            }
        }
        catch (NpgsqlException exception) when (PostgresErrors.IsUnavailable(exception))
        {
            throw PostgresErrors.Unavailable(exception);
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>Reads. What changes nothing can be sent again: when the connection was lost, on a new one.</summary>
    public async Task<List<T>> ReadAsync<T>(Func<NpgsqlDataReader, T> map, Statement statement, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        try
        {
            try
            {
                return await RunAsync(map, [statement], cancellationToken);
            }
            catch (NpgsqlException exception) when (PostgresErrors.IsConnectionLost(exception))
            {
                _source.Clear();
                return await RunAsync(map, [statement], cancellationToken);
            }
        }
        catch (NpgsqlException exception) when (PostgresErrors.IsUnavailable(exception))
        {
            throw PostgresErrors.Unavailable(exception);
        }
    }

    public async Task<T?> ReadFirstAsync<T>(Func<NpgsqlDataReader, T> map, Statement statement, CancellationToken cancellationToken) =>
        await ReadAsync(map, statement, cancellationToken) is [var first, ..] ? first : default;

    /// <summary>Writes, once: after a lost connection nobody knows whether it was done.</summary>
    /// <returns>The rows of the last statement. The others must be SELECTs.</returns>
    public async Task<List<T>> WriteAsync<T>(Func<NpgsqlDataReader, T> map, Statement[] statements, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        try
        {
            return await RunAsync(map, statements, cancellationToken);
        }
        catch (NpgsqlException exception) when (PostgresErrors.IsUnavailable(exception))
        {
            if (PostgresErrors.IsConnectionLost(exception))
            {
                // The others of the pool are gone as well, and would fail one by one.
                _source.Clear();
            }

            throw PostgresErrors.Unavailable(exception);
        }
    }

    public async Task<T?> WriteFirstAsync<T>(Func<NpgsqlDataReader, T> map, Statement[] statements, CancellationToken cancellationToken) =>
        await WriteAsync(map, statements, cancellationToken) is [var first, ..] ? first : default;

    public Task WriteAsync(Statement[] statements, CancellationToken cancellationToken) => WriteAsync(static _ => true, statements, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        _opening.Dispose();
    }

    private async Task<List<T>> RunAsync<T>(Func<NpgsqlDataReader, T> map, Statement[] statements, CancellationToken cancellationToken)
    {
        await using var batch = _source.CreateBatch();
        foreach (var statement in statements)
        {
            batch.BatchCommands.Add(statement.ToCommand());
        }

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        for (var passed = 1; passed < statements.Length; passed++)
        {
            await reader.NextResultAsync(cancellationToken);
        }

        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(map(reader));
        }

        // Errors of what follows the rows, such as a commit that failed, come with the end.
        await reader.NextResultAsync(cancellationToken);
        return rows;
    }
}
