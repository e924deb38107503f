using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace DocProcessing.Sqlite;

/// <summary>
/// The one writer. It takes all waiting operations at once and commits them together: they share one lock and one sync to disk,
/// and no writer of this process ever finds the database locked by another. It has a thread of its own, for it mostly waits for the disk.
/// </summary>
internal sealed class WriteQueue : IAsyncDisposable
{
    private const int MaxBatch = 256;
    private const int MaxWaiting = 4096;

    private readonly Func<SqliteSession> _open;
    private readonly BlockingCollection<WriteOperation> _waiting = [];
    private readonly SemaphoreSlim _room = new(MaxWaiting);
    private readonly Task _loop;
    private SqliteSession? _session;
    private Durability? _durability;

    /// <param name="open">Opens the writer's connection; called again after an error that may have broken it.</param>
    public WriteQueue(Func<SqliteSession> open)
    {
        _open = open;
        _loop = Task.Factory.StartNew(WriteAll, CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
    }

    public async Task<T> WriteAsync<T>(Func<SqliteSession, T> write, Durability durability, CancellationToken cancellationToken)
    {
        var operation = new WriteOperation<T>(write, durability);
        await EnqueueAsync(operation, cancellationToken);
        await using (cancellationToken.UnsafeRegister(static (state, token) => ((WriteOperation<T>)state!).Cancel(token), operation))
        {
            return await operation.Done;
        }
    }

    /// <summary>Puts an operation at the end of those that wait. It is told how it ended unless its caller gives up first.</summary>
    public async ValueTask EnqueueAsync(WriteOperation operation, CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken);
        try
        {
            _waiting.Add(operation, CancellationToken.None);
        }
        catch (InvalidOperationException exception)
        {
            // No more is taken.
            _room.Release();
            throw SqliteErrors.Unavailable(exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.CompleteAdding();
        await _loop;
        Close();
    }

    private void WriteAll()
    {
        var batch = new List<WriteOperation>(MaxBatch);
        foreach (var first in _waiting.GetConsumingEnumerable())
        {
            batch.Add(first);
            while (batch.Count < MaxBatch && _waiting.TryTake(out var operation))
            {
                batch.Add(operation);
            }

            _room.Release(batch.Count);
            Write(batch);
            batch.Clear();
        }
    }

    private void Write(List<WriteOperation> batch)
    {
        // Only these: an operation whose caller is giving up just now is the caller's to end.
        var started = new List<WriteOperation>(batch.Count);
        try
        {
            var session = _session ??= _open();
            Require(session, batch.Max(operation => operation.Durability));
            session.Execute("BEGIN IMMEDIATE");

            // Only now: while the file is another process's, callers can still give up.
            foreach (var operation in batch.Where(operation => operation.TryStart()))
            {
                started.Add(operation);
                Run(session, operation);
            }

            session.Execute("COMMIT");
        }
#pragma warning disable CA1031 // Whatever it was, the callers must learn of it and the writer must go on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            // Closing rolls back. A connection that failed so is not trusted again.
            Close();
            var failure = exception is SqliteException sqlite && SqliteErrors.IsUnavailable(sqlite) ? SqliteErrors.Unavailable(sqlite) : exception;
            started.AddRange(batch.Where(operation => operation.TryStart()));
            started.ForEach(operation => operation.Fail(failure));
            return;
        }

        started.ForEach(operation => operation.Complete());
    }

    private static void Run(SqliteSession session, WriteOperation operation)
    {
        session.Execute("SAVEPOINT operation");
        try
        {
            operation.Run(session);
        }
#pragma warning disable CA1031 // It fails the one operation, and its caller gets it.
        catch (Exception exception) when (session.IsInTransaction)
#pragma warning restore CA1031
        {
            // After some errors, such as a full disk, SQLite has rolled everything back by itself: then the whole batch fails.
            session.Execute("ROLLBACK TO operation");
            operation.Refuse(exception is SqliteException sqlite && SqliteErrors.IsUnavailable(sqlite) ? SqliteErrors.Unavailable(sqlite) : exception);
        }

        session.Execute("RELEASE operation");
    }

    private void Require(SqliteSession session, Durability durability)
    {
        if (_durability != durability)
        {
            // Takes effect when it is parsed, so it cannot be a prepared statement.
            session.ExecuteScript(durability == Durability.PowerCut ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
            _durability = durability;
        }
    }

    private void Close()
    {
        _session?.Dispose();
        _session = null;
        _durability = null;
    }
}
