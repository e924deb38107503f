using System.ComponentModel;
using System.Text.Json.Serialization;

namespace DocProcessing.Operations;

internal sealed record MetricsView(
    [property: JsonPropertyName("timestamp")] DateTimeOffset Timestamp,
    [property: JsonPropertyName("window_seconds")] double WindowSeconds,
    [property: JsonPropertyName("jobs"), Description("The number of jobs by status.")] IReadOnlyDictionary<string, long> Jobs,
    [property: JsonPropertyName("queue")] QueueView Queue,
    [property: JsonPropertyName("stages")] IReadOnlyDictionary<string, StageView> Stages,
    [property: JsonPropertyName("completed_per_minute")] double CompletedPerMinute,
    [property: JsonPropertyName("resources")] ResourceView Resources,
    [property: JsonPropertyName("indexed_documents")] long IndexedDocuments,
    [property: JsonPropertyName("throughput"), Description("The window in slices of equal length, the oldest first.")] IReadOnlyList<ThroughputView> Throughput)
{
    public static MetricsView Of(ProcessingSnapshot snapshot) => new(
        snapshot.Timestamp,
        snapshot.Window.TotalSeconds,
        Names.ByName(snapshot.Jobs),
        QueueView.Of(snapshot.Queue),
        new SortedDictionary<string, StageView>(snapshot.Stages.ToDictionary(stage => stage.Key, stage => StageView.Of(stage.Value)), StringComparer.Ordinal),
        Math.Round(snapshot.CompletedPerMinute, 3),
        ResourceView.Of(snapshot.Resources),
        snapshot.IndexedDocuments,
        [.. snapshot.Throughput.Select(ThroughputView.Of)]);
}

internal sealed record ThroughputView(
    [property: JsonPropertyName("from")] DateTimeOffset From,
    [property: JsonPropertyName("completed")] long Completed,
    [property: JsonPropertyName("failures"), Description("Runs of stages that failed or rejected their document.")] long Failures)
{
    public static ThroughputView Of(ThroughputSlice slice) => new(slice.From, slice.Completed, slice.Failures);
}

internal sealed record QueueView(
    [property: JsonPropertyName("waiting"), Description("By priority, delayed ones included.")] IReadOnlyDictionary<string, long> Waiting,
    [property: JsonPropertyName("oldest_wait_seconds")] double? OldestWaitSeconds,
    [property: JsonPropertyName("workers")] int Workers,
    [property: JsonPropertyName("busy")] int Busy)
{
    public static QueueView Of(QueueStatistics queue) => new(Names.ByName(queue.Waiting), queue.OldestWait?.TotalSeconds, queue.Workers, queue.Busy);
}

internal sealed record StageView(
    [property: JsonPropertyName("runs")] long Runs,
    [property: JsonPropertyName("failures")] long Failures,
    [property: JsonPropertyName("error_rate"), Description("From 0 to 1.")] double ErrorRate,
    [property: JsonPropertyName("mean_seconds")] double MeanSeconds,
    [property: JsonPropertyName("p50_seconds")] double P50Seconds,
    [property: JsonPropertyName("p95_seconds")] double P95Seconds)
{
    public static StageView Of(StageStatistics stage) => new(
        stage.Runs,
        stage.Failures,
        Math.Round(stage.ErrorRate, 4),
        stage.Mean.TotalSeconds,
        stage.P50.TotalSeconds,
        stage.P95.TotalSeconds);
}

internal sealed record ResourceView(
    [property: JsonPropertyName("cpu_fraction"), Description("The share of all processors, from 0 to 1.")] double CpuFraction,
    [property: JsonPropertyName("memory_bytes")] long MemoryBytes,
    [property: JsonPropertyName("running_jobs")] int RunningJobs,
    [property: JsonPropertyName("throttled")] bool Throttled)
{
    public static ResourceView Of(ResourceUsage resources) => new(Math.Round(resources.CpuFraction, 4), resources.MemoryBytes, resources.RunningJobs, resources.Throttled);
}

internal static class Names
{
    public static SortedDictionary<string, long> ByName<TKey>(IReadOnlyDictionary<TKey, long> numbers)
        where TKey : struct, Enum =>
        new(numbers.ToDictionary(number => number.Key.ToString().ToLowerInvariant(), number => number.Value), StringComparer.Ordinal);
}
