namespace DocProcessing.Postgres;

/// <summary>All state slots in one schema. Every commit is synced to the server's disk before the call returns.</summary>
internal sealed partial class PostgresState(PostgresDatabase database, TimeProvider clock) : IUploadSessionStore, IAuditedSessionStore, IJobStore, IProgressHistory, IAuditTrail
{
    // A page of deletions is short, so that it holds no lock for long.
    private const int DeletedAtOnce = 500;

    private DateTimeOffset Now => clock.GetUtcNow();
}
