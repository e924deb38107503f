using System.Text;
using DocProcessing.WebSockets;

namespace DocProcessing.AspNetCore.Tests.WebSockets;

public sealed class OutboxTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Progress_of_a_job_that_waits_is_replaced_by_newer_in_its_place()
    {
        using var outbox = new Outbox(10, 10);
        var (one, two) = (JobId.Create(TimeProvider.System), JobId.Create(TimeProvider.System));
        outbox.TryPost("reply"u8.ToArray());
        foreach (var sequence in Enumerable.Range(1, 1000))
        {
            outbox.Post(Event(one, sequence));
            outbox.Post(Event(two, sequence));
        }

        Assert.Equal(["reply", "1000", "1000"], Take(outbox));
        Assert.Equal(1998, outbox.Coalesced);
    }

    [Fact]
    public void An_event_that_ends_a_job_is_never_replaced()
    {
        using var outbox = new Outbox(10, 10);
        var job = JobId.Create(TimeProvider.System);
        outbox.Post(Event(job, 1));
        outbox.Post(Event(job, 2, JobStatus.Failed));
        outbox.Post(Event(job, 3, JobStatus.Pending));
        outbox.Post(Event(job, 4));

        Assert.Equal(["2", "4"], Take(outbox));
    }

    [Fact]
    public void More_jobs_than_there_is_room_for_are_refused()
    {
        using var outbox = new Outbox(10, 3);

        var taken = Enumerable.Range(0, 5).Count(_ => outbox.Post(Event(JobId.Create(TimeProvider.System), 1)));

        Assert.Equal((3, 3), (taken, outbox.Count));
    }

    [Fact]
    public async Task Replies_wait_for_room()
    {
        using var outbox = new Outbox(2, 10);
        Assert.True(outbox.TryPost("1"u8.ToArray()));
        Assert.True(outbox.TryPost("2"u8.ToArray()));
        Assert.False(outbox.TryPost("3"u8.ToArray()));

        var waiting = outbox.PostAsync("3"u8.ToArray(), Token).AsTask();
        Assert.False(waiting.IsCompleted);
        Assert.True(outbox.TryTake(out _));
        await waiting.WaitAsync(TimeSpan.FromSeconds(20), Token);
    }

    [Fact]
    public void An_event_is_written_once_for_all_who_read_it()
    {
        var shared = Event(JobId.Create(TimeProvider.System), 1);

        Assert.True(shared.Text.Equals(shared.Text));
    }

    private static SharedProgress Event(JobId job, long sequence, JobStatus status = JobStatus.Processing) =>
        new(new ProgressEvent { JobId = job, Sequence = sequence, Status = status });

    private static List<string> Take(Outbox outbox)
    {
        var taken = new List<string>();
        while (outbox.TryTake(out var text))
        {
            var message = Encoding.UTF8.GetString(text.Span);
            taken.Add(message[0] == '{' ? JsonDocument.Parse(message).RootElement.GetProperty("data").GetProperty("sequence").GetRawText() : message);
        }

        return taken;
    }
}
