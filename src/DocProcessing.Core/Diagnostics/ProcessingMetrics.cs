using DocProcessing.Access;
using DocProcessing.Resources;

namespace DocProcessing.Diagnostics;

internal sealed class ProcessingMetrics(
    IJobStore jobs, IJobQueue queue, RecentStageRuns recent, IDocumentIndex index, ResourceGovernor governor, TimeProvider clock) : IProcessingMetrics
{
    // Percentiles of this many runs are as good as those of all, and never cost more.
    private const int SampleLimit = 20_000;

    private const int Slices = 60;

    public async Task<ProcessingSnapshot> GetAsync(Caller caller, TimeSpan window, CancellationToken cancellationToken)
    {
        caller.RequireRole(CallerRole.Operator);
        var now = clock.GetUtcNow();
        var runs = await recent.ReadAsync(now - window, SampleLimit, cancellationToken);
        return new ProcessingSnapshot(
            now,
            window,
            await jobs.CountAsync(null, cancellationToken),
            await queue.GetStatisticsAsync(cancellationToken),
            runs.GroupBy(run => run.Stage).ToDictionary(stage => stage.Key, StatisticsOf),
            CompletedPerMinute(runs, now, window),
            governor.Current,
            await index.CountAsync(cancellationToken))
        {
            Throughput = ThroughputOf(runs, now, window, runs.Count < SampleLimit),
        };
    }

    internal static StageStatistics StatisticsOf(IEnumerable<StageRun> runs)
    {
        var all = runs.ToList();
        var durations = all.Where(run => run.Outcome == StageOutcome.Succeeded).Select(run => run.Duration).Order().ToList();
        var failures = all.Count(IsFailure);
        return new StageStatistics(
            all.Count,
            failures,
            all.Count == 0 ? 0 : (double)failures / all.Count,
            durations.Count == 0 ? TimeSpan.Zero : TimeSpan.FromTicks((long)durations.Average(duration => duration.Ticks)),
            Percentile(durations, 0.50),
            Percentile(durations, 0.95));
    }

    /// <summary>Counts by slices of the window. It is made of what is on record, so it reaches back beyond a restart and over all nodes.</summary>
    internal static IReadOnlyList<ThroughputSlice> ThroughputOf(IReadOnlyList<StageRun> runs, DateTimeOffset now, TimeSpan window, bool isWhole)
    {
        var (start, length) = (now - window, window / Slices);
        var bySlice = runs.ToLookup(run => Math.Clamp((int)((run.FinishedAt - start) / length), 0, Slices - 1));
        var slices = Enumerable.Range(0, Slices).Select(slice => new ThroughputSlice(
            start + (slice * length),
            bySlice[slice].Count(run => run is { Stage: StageNames.Completion, Outcome: StageOutcome.Succeeded }),
            bySlice[slice].Count(IsFailure)));

        // Of what lies before the sample nothing is known: no slice is better than an empty one.
        return [.. slices.Where(slice => isWhole || slice.From >= runs[^1].FinishedAt)];
    }

    private static bool IsFailure(StageRun run) => run.Outcome is StageOutcome.Failed or StageOutcome.Rejected;

    /// <summary>The nearest-rank percentile: the smallest value that at least this share of all values do not exceed.</summary>
    private static TimeSpan Percentile(List<TimeSpan> sorted, double share) =>
        sorted.Count == 0 ? TimeSpan.Zero : sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Count) - 1)];

    private static double CompletedPerMinute(IReadOnlyList<StageRun> runs, DateTimeOffset now, TimeSpan window)
    {
        var completed = runs.Count(run => run is { Stage: StageNames.Completion, Outcome: StageOutcome.Succeeded });

        // The sample may not reach back over the whole window.
        var covered = runs.Count < SampleLimit ? window : now - runs[^1].FinishedAt;
        return covered > TimeSpan.Zero ? completed / covered.TotalMinutes : 0;
    }
}
