using System.Diagnostics;
using DocProcessing.Client.Tests.Hosting;
using DocProcessing.EndToEnd;
using DocProcessing.EndToEnd.Schedules;
using DocProcessing.Testing;

namespace DocProcessing.Client.Tests.Schedules;

public sealed class DotNetScheduleTests(ClientHost shared) : ClientTest(shared)
{
    private const int Schedules = 100;

    /// <summary>Seeds change from run to run, so that in time every corner is seen; <c>DOCPROCESSING_SEED</c> repeats one.</summary>
    [Fact(Timeout = 300_000)]
    public async Task Documents_arrive_whole_and_are_watched_to_their_end_whatever_the_network_does()
    {
        var seed = LongForm.Setting("DOCPROCESSING_SEED", Random.Shared.Next(1_000_000));
        var run = new ScheduleRun(Host, new DotNetDriver(), Files);
        var clock = Stopwatch.StartNew();
        TestContext.Current.TestOutputHelper?.WriteLine($"First seed {seed}");

        await run.RunAsync(seed, LongForm.Setting("DOCPROCESSING_SCHEDULES", Schedules), Cancelled);

        Figures.Print($".NET client: {Schedules} documents through {run.Met.Faults} faults, seed {seed}, {clock.Elapsed.TotalSeconds:0} s");
        Assert.True(run.Met.LostChunks > 0, "No schedule lost the answer to a chunk: it proved less than it should.");
    }
}
