namespace DocProcessing.Sqlite;

/// <summary>All state slots in one database: what each call writes is one step of the writer, what it reads is the last commit.</summary>
internal sealed partial class SqliteState(SqliteDatabase database, TimeProvider clock)
    : IUploadSessionStore, IAuditedSessionStore, IJobStore, IProgressHistory, IAuditTrail
{
    // A page of deletions is short, so that other writes get their turn in between.
    private const int DeletedAtOnce = 200;

    private Task<T> DurablyAsync<T>(Func<SqliteSession, T> write, CancellationToken cancellationToken) =>
        database.WriteAsync(write, Durability.PowerCut, cancellationToken);

    private Task<T> QuicklyAsync<T>(Func<SqliteSession, T> write, CancellationToken cancellationToken) =>
        database.WriteAsync(write, Durability.Process, cancellationToken);
}
