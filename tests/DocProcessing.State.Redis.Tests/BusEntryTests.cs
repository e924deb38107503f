using System.Text;

namespace DocProcessing.Redis.Tests;

/// <summary>What nodes of other versions send.</summary>
public sealed class BusEntryTests
{
    [Fact]
    public void Messages_of_version_1_are_read()
    {
        var lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Samples", "bus-1.txt"));

        var entries = lines.Select(line => BusEntry.Parse(Encoding.UTF8.GetBytes(line))).ToList();

        Assert.Equal((new StreamId(0, 0), new StreamId(1, 0), "node", 1L), (entries[0].Previous, entries[0].Id, entries[0].Origin, entries[0].Number));
        var progress = Assert.IsType<ProgressMessage>(entries[0].Read());
        Assert.Equal(("ann", 7L, JobStatus.Failed, "extractor_crashed"), (progress.Owner, progress.Progress.Sequence, progress.Progress.Status, progress.Progress.Error!.Code));
        Assert.IsType<CancelMessage>(entries[1].Read());
        Assert.Equal("job_completed", Assert.IsType<NotificationMessage>(entries[2].Read()).Notification.Kind);
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), Assert.IsType<GapMessage>(entries[3].Read()).Since);
    }

    [Theory]
    [InlineData("""{"$type":"weather","sky":"blue"}""")]
    [InlineData("""{"sky":"blue"}""")]
    [InlineData("no JSON")]
    public void A_kind_that_only_newer_nodes_know_is_passed_over(string json) => Assert.Null(BusEntry.Parse(Encoding.UTF8.GetBytes($"0-0 1-0 node 1 {json}")).Read());
}
