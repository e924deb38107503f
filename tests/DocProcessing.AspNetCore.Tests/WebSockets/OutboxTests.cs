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
        OutboxPlace? placeOfOne = null, placeOfTwo = null;
        foreach (var sequence in Enumerable.Range(1, 1000))
        {
            outbox.Post(Event(one, sequence), ref placeOfOne);
            outbox.Post(Event(two, sequence), ref placeOfTwo);
        }

        Assert.Equal(["reply", "1000", "1000"], Take(outbox));
        Assert.Equal(1998, outbox.Coalesced);
    }

    [Fact]
    public void An_event_that_ends_a_job_is_never_replaced()
    {
        using var outbox = new Outbox(10, 10);
        var job = JobId.Create(TimeProvider.System);
        OutboxPlace? place = null;
        outbox.Post(Event(job, 1), ref place);
        outbox.Post(Event(job, 2, JobStatus.Failed), ref place);
        outbox.Post(Event(job, 3, JobStatus.Pending), ref place);
        outbox.Post(Event(job, 4), ref place);

        Assert.Equal(["2", "4"], Take(outbox));
    }

    [Fact]
    public void More_jobs_than_there_is_room_for_are_refused()
    {
        using var outbox = new Outbox(10, 3);

        var taken = Enumerable.Range(0, 5).Count(_ => Post(outbox, Event(JobId.Create(TimeProvider.System), 1)));

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
        Assert.True(outbox.TryTake(out _, out _));
        await waiting.WaitAsync(TimeSpan.FromSeconds(20), Token);
    }

    [Fact]
    public void A_place_serves_one_event_after_the_other()
    {
        using var outbox = new Outbox(10, 10);
        var job = JobId.Create(TimeProvider.System);
        OutboxPlace? place = null;
        outbox.Post(Event(job, 1), ref place);
        var first = place;
        Assert.Equal(["1"], Take(outbox));

        outbox.Post(Event(job, 2), ref place);

        Assert.Same(first, place);
        Assert.Equal(["2"], Take(outbox));
    }

    [Fact]
    public void Who_takes_a_message_learns_whether_more_follows()
    {
        using var outbox = new Outbox(10, 10);
        outbox.TryPost("1"u8.ToArray());
        outbox.TryPost("2"u8.ToArray());

        Assert.True(outbox.TryTake(out _, out var more));
        Assert.True(more);
        Assert.True(outbox.TryTake(out _, out more));
        Assert.False(more);
    }

    [Fact]
    public async Task Who_waits_is_woken_by_each_kind_of_message_and_by_the_end()
    {
        using var outbox = new Outbox(10, 10);
        var waiting = outbox.WaitAsync().AsTask();
        Post(outbox, Event(JobId.Create(TimeProvider.System), 1));
        Assert.True(await waiting);
        Assert.Single(Take(outbox));

        waiting = outbox.WaitAsync().AsTask();
        Assert.True(outbox.TryPost("reply"u8.ToArray()));
        Assert.True(await waiting);
        Assert.True(await outbox.WaitAsync());
        Assert.Single(Take(outbox));

        waiting = outbox.WaitAsync().AsTask();
        outbox.Complete();
        Assert.False(await waiting);
        Assert.False(await outbox.WaitAsync());
    }

    [Fact]
    public void An_event_is_written_once_for_all_who_read_it()
    {
        var shared = Event(JobId.Create(TimeProvider.System), 1);

        Assert.True(shared.Text.Equals(shared.Text));
    }

    private static SharedProgress Event(JobId job, long sequence, JobStatus status = JobStatus.Processing) =>
        new(new ProgressEvent { JobId = job, Sequence = sequence, Status = status });

    private static bool Post(Outbox outbox, SharedProgress progress)
    {
        OutboxPlace? place = null;
        return outbox.Post(progress, ref place);
    }

    private static List<string> Take(Outbox outbox)
    {
        var taken = new List<string>();
        while (outbox.TryTake(out var text, out _))
        {
            var message = Encoding.UTF8.GetString(text.Span);
            taken.Add(message[0] == '{' ? JsonDocument.Parse(message).RootElement.GetProperty("data").GetProperty("sequence").GetRawText() : message);
        }

        return taken;
    }
}
