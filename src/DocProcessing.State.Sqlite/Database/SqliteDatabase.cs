using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace DocProcessing.Sqlite;

/// <summary>The database file: one writer, and readers that see the last commit without waiting for it.</summary>
internal sealed class SqliteDatabase : IAsyncDisposable
{
    private const int MaxIdleReaders = 16;

    private readonly SqliteStateOptions _options;
    private readonly WriteQueue _writer;
    private readonly ConcurrentBag<SqliteSession> _idleReaders = [];
    private volatile bool _isReady;

    public SqliteDatabase(IOptions<SqliteStateOptions> options)
    {
        _options = options.Value;
        _writer = new WriteQueue(OpenWriter);
    }

    /// <summary>Makes or upgrades the database, if that is not done yet. Every other call does so too.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (!_isReady)
        {
            await _writer.WriteAsync(static _ => true, Durability.Process, cancellationToken);
        }
    }

    public Task<T> WriteAsync<T>(Func<SqliteSession, T> write, Durability durability, CancellationToken cancellationToken) =>
        _writer.WriteAsync(write, durability, cancellationToken);

    /// <summary>Reads on the caller's thread. What is read in one call is of one moment only if it is one statement, or in a transaction.</summary>
    public async Task<T> ReadAsync<T>(Func<SqliteSession, T> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await OpenAsync(cancellationToken);
        try
        {
            var session = _idleReaders.TryTake(out var idle) ? idle : OpenReader();
            try
            {
                T result;
                using (cancellationToken.UnsafeRegister(static state => ((SqliteSession)state!).Interrupt(), session))
                {
                    result = read(session);
                }

                Return(session);
                return result;
            }
            catch
            {
                session.Dispose();
                throw;
            }
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == SqliteErrors.Interrupted && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (SqliteException exception) when (SqliteErrors.IsUnavailable(exception))
        {
            throw SqliteErrors.Unavailable(exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        // The writer goes last: the last connection to close folds the log into the database.
        while (_idleReaders.TryTake(out var session))
        {
            session.Dispose();
        }

        await _writer.DisposeAsync();
    }

    private void Return(SqliteSession session)
    {
        if (_idleReaders.Count < MaxIdleReaders)
        {
            _idleReaders.Add(session);
        }
        else
        {
            session.Dispose();
        }
    }

    private SqliteSession OpenWriter()
    {
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(_options.DatabasePath)) is { } directory)
            {
                Directory.CreateDirectory(directory);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw SqliteErrors.Unavailable(exception);
        }

        var session = SqliteSession.Open(_options);
        try
        {
            session.ExecuteScript("PRAGMA journal_mode = WAL; PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -16384;");
            SchemaUpgrade.Run(session);
            _isReady = true;
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private SqliteSession OpenReader()
    {
        var session = SqliteSession.Open(_options);
        session.ExecuteScript("PRAGMA query_only = ON");
        return session;
    }
}
