namespace DocProcessing;

/// <summary>What operators look at: a snapshot of queue, jobs, stages and resources.</summary>
public interface IProcessingMetrics
{
    /// <summary>Takes a snapshot.</summary>
    /// <param name="caller">Who asks: an operator or an admin.</param>
    /// <param name="window">How far back stages are counted.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The snapshot.</returns>
    Task<ProcessingSnapshot> GetAsync(Caller caller, TimeSpan window, CancellationToken cancellationToken);
}

/// <summary>A snapshot of the processing.</summary>
/// <param name="Timestamp">When it was taken.</param>
/// <param name="Window">How far back <paramref name="Stages"/> reach.</param>
/// <param name="Jobs">The number of jobs by status.</param>
/// <param name="Queue">The queue.</param>
/// <param name="Stages">The stages by name.</param>
/// <param name="CompletedPerMinute">Jobs that came to their completion, a minute.</param>
/// <param name="Resources">This node's resources.</param>
/// <param name="IndexedDocuments">The number of documents that a search can find.</param>
public sealed record ProcessingSnapshot(
    DateTimeOffset Timestamp,
    TimeSpan Window,
    IReadOnlyDictionary<JobStatus, long> Jobs,
    QueueStatistics Queue,
    IReadOnlyDictionary<string, StageStatistics> Stages,
    double CompletedPerMinute,
    ResourceUsage Resources,
    long IndexedDocuments)
{
    /// <summary>Gets what was done over the window, in slices of equal length, the oldest first.</summary>
    public IReadOnlyList<ThroughputSlice> Throughput { get; init; } = [];
}

/// <summary>What was done in one slice of time, by all nodes.</summary>
/// <param name="From">When it began.</param>
/// <param name="Completed">Jobs that came to their completion.</param>
/// <param name="Failures">Runs of stages that failed or rejected their document.</param>
public sealed record ThroughputSlice(DateTimeOffset From, long Completed, long Failures);

/// <summary>How a stage has done. Durations are of runs that succeeded.</summary>
/// <param name="Runs">Finished runs.</param>
/// <param name="Failures">Runs that failed or rejected their document.</param>
/// <param name="ErrorRate">Failures out of runs, from 0 to 1.</param>
/// <param name="Mean">The mean duration.</param>
/// <param name="P50">The median duration.</param>
/// <param name="P95">The duration that 95 % of runs stay under.</param>
public sealed record StageStatistics(long Runs, long Failures, double ErrorRate, TimeSpan Mean, TimeSpan P50, TimeSpan P95);

/// <summary>What this node uses.</summary>
/// <param name="CpuFraction">The share of all processors in use by this process, from 0 to 1.</param>
/// <param name="MemoryBytes">The process's resident memory.</param>
/// <param name="RunningJobs">The jobs it runs.</param>
/// <param name="Throttled">Whether new jobs wait for resources.</param>
public sealed record ResourceUsage(double CpuFraction, long MemoryBytes, int RunningJobs, bool Throttled);
