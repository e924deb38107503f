namespace DocProcessing;

/// <summary>Where Quartz.NET keeps its triggers.</summary>
public enum QuartzStore
{
    /// <summary>That of the host's own <c>IScheduler</c> in its services, which is used as it is: its threads, its store, its start and stop.</summary>
    Host,

    /// <summary>In this process: for tests, and for one node that wants the engine without a store. A restart empties it, and the reconciler fills it again.</summary>
    Memory,

    /// <summary>PostgreSQL, shared by all processes as one cluster.</summary>
    Postgres,

    /// <summary>A SQLite file, for one process.</summary>
    Sqlite,
}
