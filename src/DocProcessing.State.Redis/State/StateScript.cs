namespace DocProcessing.Redis;

/// <summary>The scripts of the state, <c>Scripts/{name}.lua</c>, each with what it uses of the others before it. A script runs as a whole, and nothing between.</summary>
internal static class StateScript
{
    public static readonly string LayoutVersion = Of("layout_version");

    public static readonly string SessionCreate = Of("session_create", "events", "jobs", "sessions");
    public static readonly string SessionFind = Of("session_find", "sessions");
    public static readonly string SessionUpdate = Of("session_update", "sessions");
    public static readonly string SessionJobUpdate = Of("session_job_update", "events", "jobs", "sessions", "audit");
    public static readonly string SessionLists = Of("session_lists", "sessions");
    public static readonly string SessionPrune = Of("session_prune", "sessions");
    public static readonly string PartRecord = Of("part_record", "sessions");
    public static readonly string PartForget = Of("part_forget");

    public static readonly string JobFind = Of("job_find", "events", "jobs");
    public static readonly string JobUpdate = Of("job_update", "events", "jobs");
    public static readonly string JobLease = Of("job_lease", "events", "jobs");
    public static readonly string JobRenew = Of("job_renew", "events", "jobs");
    public static readonly string JobLists = Of("job_lists", "events", "jobs");
    public static readonly string JobDelete = Of("job_delete", "events", "jobs");

    public static readonly string EventAppend = Of("event_append", "events", "jobs");
    public static readonly string EventList = Of("event_list", "events");
    public static readonly string EventRuns = Of("event_runs", "events");
    public static readonly string EventPrune = Of("event_prune", "events", "jobs");

    public static readonly string AuditAppend = Of("audit_append", "audit");
    public static readonly string AuditList = Of("audit_list");

    private static string Of(string name, params string[] uses) => string.Concat(uses.Prepend("common").Append(name).Select(part => Scripts.Read($"{part}.lua")));
}
