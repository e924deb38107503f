namespace DocProcessing.Redis;

/// <summary>All state slots in the memory of one Redis server. Each call is one script: one round trip, and all or nothing.</summary>
internal sealed partial class RedisState(StateAccess access, TimeProvider clock)
    : IUploadSessionStore, IAuditedSessionStore, IJobStore, IProgressHistory, IAuditTrail
{
    // The server does one thing at a time: a script that deletes is short.
    private const int DeletedAtOnce = 100;
    private const int EventsAtOnce = 500;

    private DateTimeOffset Now => clock.GetUtcNow();
}
