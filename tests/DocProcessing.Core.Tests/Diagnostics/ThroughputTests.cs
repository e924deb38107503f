using DocProcessing.Diagnostics;

namespace DocProcessing.Core.Tests.Diagnostics;

/// <summary>What was done over time, by slices of the window.</summary>
public sealed class ThroughputTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Each_end_counts_in_the_slice_in_which_it_came()
    {
        var slices = ProcessingMetrics.ThroughputOf(
            [
                Run(StageNames.Completion, StageOutcome.Succeeded, TimeSpan.Zero),
                Run(StageNames.Completion, StageOutcome.Succeeded, TimeSpan.FromSeconds(30)),
                Run(StageNames.Extraction, StageOutcome.Succeeded, TimeSpan.FromSeconds(30)),
                Run(StageNames.Extraction, StageOutcome.Failed, TimeSpan.FromSeconds(90)),
                Run(StageNames.Validation, StageOutcome.Rejected, TimeSpan.FromMinutes(59.5)),
            ],
            Now,
            TimeSpan.FromHours(1),
            isWhole: true);

        Assert.Equal(60, slices.Count);
        Assert.Equal(Now.AddHours(-1), slices[0].From);
        Assert.Equal(new ThroughputSlice(Now.AddMinutes(-1), 2, 0), slices[^1]);
        Assert.Equal(new ThroughputSlice(Now.AddMinutes(-2), 0, 1), slices[^2]);
        Assert.Equal(new ThroughputSlice(Now.AddHours(-1), 0, 1), slices[0]);
        Assert.Equal((2, 2), (slices.Sum(slice => slice.Completed), slices.Sum(slice => slice.Failures)));
    }

    [Fact]
    public void Of_the_time_before_a_sample_that_is_not_whole_nothing_is_claimed()
    {
        var slices = ProcessingMetrics.ThroughputOf(
            [Run(StageNames.Completion, StageOutcome.Succeeded, TimeSpan.FromSeconds(30)), Run(StageNames.Completion, StageOutcome.Succeeded, TimeSpan.FromSeconds(150))],
            Now,
            TimeSpan.FromHours(1),
            isWhole: false);

        Assert.Equal([Now.AddMinutes(-2), Now.AddMinutes(-1)], slices.Select(slice => slice.From));
    }

    [Fact]
    public void Where_nothing_was_done_the_slices_say_so() =>
        Assert.All(ProcessingMetrics.ThroughputOf([], Now, TimeSpan.FromMinutes(15), isWhole: true), slice => Assert.Equal((0, 0), (slice.Completed, slice.Failures)));

    private static StageRun Run(string stage, StageOutcome outcome, TimeSpan age) => new(stage, TimeSpan.FromSeconds(1), outcome, Now - age);
}
