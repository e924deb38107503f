using DocProcessing.Conformance;
using DocProcessing.InProcess;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace DocProcessing.Core.Tests.InProcess;

/// <summary>What the in-process queue promises beyond the slot.</summary>
public sealed class InProcessQueueTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private readonly RecordingHandler _handler;
    private InProcessJobQueue? _queue;

    public InProcessQueueTests() => _handler = new RecordingHandler(_clock);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        if (_queue is not null)
        {
            await _queue.StopWorkersAsync(CancellationToken.None).WaitAsync(Patience);
            _queue.Dispose();
        }
    }

    [Fact]
    public async Task What_is_most_urgent_when_a_place_is_free_is_taken()
    {
        var place = new TaskCompletionSource();
        var atTheDoor = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _handler.Entrance = async token =>
        {
            atTheDoor.TrySetResult();
            await place.Task.WaitAsync(token);
        };
        var queue = Create();
        await queue.StartWorkersAsync(_handler, 1, Token);
        var low = await EnqueueAsync(queue, JobPriority.Low);
        await atTheDoor.Task.WaitAsync(Patience, Token);

        var high = await EnqueueAsync(queue, JobPriority.High);
        place.SetResult();

        Assert.Equal([high, low], await _handler.WaitForAsync(2, Patience, Token));
    }

    [Fact]
    public async Task A_worker_takes_no_place_while_nothing_is_ready()
    {
        var queue = Create();
        await queue.StartWorkersAsync(_handler, 3, Token);
        await EnqueueAsync(queue, JobPriority.Normal, TimeSpan.FromHours(1));
        await EnqueueAsync(queue, JobPriority.Normal);
        await _handler.WaitForAsync(1, Patience, Token);
        await WaitUntilIdleAsync(queue);

        Assert.True(SpinWait.SpinUntil(() => _handler.Places == 0, Patience));
    }

    [Fact]
    public async Task Fresh_tickets_go_strictly_by_priority_and_old_ones_are_not_starved()
    {
        var queue = Create();
        var old = await EnqueueAsync(queue, JobPriority.Low);
        _clock.Advance(TimeSpan.FromMinutes(2));
        var younger = await EnqueueAsync(queue, JobPriority.Low);
        _clock.Advance(TimeSpan.FromSeconds(59));
        var high = await EnqueueAsync(queue, JobPriority.High);
        _clock.Advance(TimeSpan.FromSeconds(2));
        var critical = await EnqueueAsync(queue, JobPriority.Critical);

        await queue.StartWorkersAsync(_handler, 1, Token);

        // The old one has waited 3 minutes and a second longer than the critical one; the younger one has not.
        Assert.Equal([old, critical, high, younger], await _handler.WaitForAsync(4, Patience, Token));
    }

    [Fact]
    public async Task A_ticket_keeps_its_place_by_its_time_when_it_is_brought_again()
    {
        var queue = Create();
        var first = new JobTicket(JobId.Create(_clock), JobPriority.Normal, _clock.GetUtcNow());
        await queue.EnqueueAsync(first, Token);
        var second = await EnqueueAsync(queue, JobPriority.Normal);

        await queue.EnqueueAsync(first, Token);
        await queue.StartWorkersAsync(_handler, 1, Token);

        Assert.Equal([first.JobId, second], await _handler.WaitForAsync(2, Patience, Token));
    }

    [Fact]
    public async Task A_delayed_ticket_comes_at_its_time_and_not_a_tick_before()
    {
        var queue = Create();
        await queue.StartWorkersAsync(_handler, 1, Token);
        var delayed = await EnqueueAsync(queue, JobPriority.Normal, TimeSpan.FromMinutes(5));

        _clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1));
        var marker = await EnqueueAsync(queue, JobPriority.Low);
        Assert.Equal([marker], await _handler.WaitForAsync(1, Patience, Token));
        await WaitUntilIdleAsync(queue);
        _clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal([delayed], await _handler.WaitForAsync(1, Patience, Token));
    }

    [Fact]
    public async Task The_earliest_of_many_delayed_tickets_comes_first()
    {
        var queue = Create();
        await queue.StartWorkersAsync(_handler, 1, Token);
        var late = await EnqueueAsync(queue, JobPriority.Critical, TimeSpan.FromMinutes(30));
        var early = await EnqueueAsync(queue, JobPriority.Low, TimeSpan.FromMinutes(10));
        var middle = await EnqueueAsync(queue, JobPriority.Low, TimeSpan.FromMinutes(20));

        foreach (var expected in (JobId[])[early, middle, late])
        {
            _clock.Advance(TimeSpan.FromMinutes(10));
            Assert.Equal([expected], await _handler.WaitForAsync(1, Patience, Token));
        }
    }

    [Fact]
    public async Task Removing_the_ready_ticket_leaves_the_timer_for_the_delayed_one()
    {
        var door = new TaskCompletionSource();
        var atTheDoor = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _handler.Entrance = async token =>
        {
            atTheDoor.TrySetResult();
            await door.Task.WaitAsync(token);
        };
        var queue = Create();
        await queue.StartWorkersAsync(_handler, 1, Token);
        var ready = await EnqueueAsync(queue, JobPriority.Normal);
        await atTheDoor.Task.WaitAsync(Patience, Token);
        var delayed = await EnqueueAsync(queue, JobPriority.Normal, TimeSpan.FromMinutes(5));

        Assert.True(await queue.RemoveAsync(ready, Token));
        door.SetResult();
        Assert.True(SpinWait.SpinUntil(() => _handler.Places == 0, Patience));
        _clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal([delayed], await _handler.WaitForAsync(1, Patience, Token));
    }

    [Fact]
    public async Task When_a_priority_is_full_the_ticket_that_would_run_last_is_dropped()
    {
        var queue = Create(capacity: 2);
        var delayed = await EnqueueAsync(queue, JobPriority.Low, TimeSpan.FromHours(1));
        var first = await EnqueueAsync(queue, JobPriority.Low);
        var second = await EnqueueAsync(queue, JobPriority.Low);
        await EnqueueAsync(queue, JobPriority.Low);
        var high = await EnqueueAsync(queue, JobPriority.High);

        var waiting = (await queue.GetStatisticsAsync(Token)).Waiting;
        Assert.Equal((2, 1), (waiting[JobPriority.Low], waiting[JobPriority.High]));
        Assert.False(await queue.RemoveAsync(delayed, Token));
        await queue.StartWorkersAsync(_handler, 1, Token);
        Assert.Equal([high, first, second], await _handler.WaitForAsync(3, Patience, Token));
    }

    [Fact]
    public async Task A_ticket_held_back_counts_as_waiting_and_can_be_removed()
    {
        var gate = new TaskCompletionSource();
        _handler.Work = (_, _) => gate.Task;
        var queue = Create();
        await queue.StartWorkersAsync(_handler, 2, Token);
        var job = await EnqueueAsync(queue, JobPriority.Normal);
        await _handler.WaitForAsync(1, Patience, Token);
        await queue.EnqueueAsync(new JobTicket(job, JobPriority.High, _clock.GetUtcNow()), Token);

        Assert.Equal(1, (await queue.GetStatisticsAsync(Token)).Waiting[JobPriority.High]);
        Assert.True(await queue.RemoveAsync(job, Token));
        Assert.False(await queue.RemoveAsync(job, Token));
        gate.SetResult();
        await WaitUntilIdleAsync(queue);

        Assert.Single(_handler.Deliveries);
    }

    [Fact]
    public async Task The_oldest_wait_counts_from_when_the_ticket_could_run()
    {
        var queue = Create();
        Assert.Null((await queue.GetStatisticsAsync(Token)).OldestWait);
        await EnqueueAsync(queue, JobPriority.Low, TimeSpan.FromMinutes(5));
        Assert.Null((await queue.GetStatisticsAsync(Token)).OldestWait);

        _clock.Advance(TimeSpan.FromMinutes(7));
        await queue.EnqueueAsync(new JobTicket(JobId.Create(_clock), JobPriority.High, DateTimeOffset.MinValue), Token);
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(TimeSpan.FromMinutes(3), (await queue.GetStatisticsAsync(Token)).OldestWait);
    }

    [Fact]
    public async Task Workers_can_be_started_again_after_they_stopped_and_take_what_waited()
    {
        var queue = Create();
        await queue.StartWorkersAsync(_handler, 2, Token);
        await Assert.ThrowsAsync<InvalidOperationException>(() => queue.StartWorkersAsync(_handler, 2, Token));
        await queue.StopWorkersAsync(Token);
        await queue.StopWorkersAsync(Token);
        var waiting = await EnqueueAsync(queue, JobPriority.Normal);

        await queue.StartWorkersAsync(_handler, 1, Token);
        Assert.Equal([waiting], await _handler.WaitForAsync(1, Patience, Token));
        var next = await EnqueueAsync(queue, JobPriority.Normal);

        Assert.Equal([next], await _handler.WaitForAsync(1, Patience, Token));
    }

    [Fact]
    public async Task A_worker_that_gets_no_place_tries_again()
    {
        var refused = 0;
        _handler.Entrance = _ => Interlocked.Increment(ref refused) == 1 ? throw new InvalidOperationException("No place.") : Task.CompletedTask;
        var queue = Create();
        await queue.StartWorkersAsync(_handler, 1, Token);
        var job = await EnqueueAsync(queue, JobPriority.Normal);

        var delivery = _handler.WaitForAsync(1, Patience, Token);
        while (!delivery.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal([job], await delivery);
    }

    private InProcessJobQueue Create(int capacity = 10_000) =>
        _queue = new InProcessJobQueue(
            Options.Create(new InProcessQueueOptions { CapacityPerPriority = capacity }), _clock, NullLogger<InProcessJobQueue>.Instance);

    private async Task<JobId> EnqueueAsync(InProcessJobQueue queue, JobPriority priority, TimeSpan delay = default)
    {
        var id = JobId.Create(_clock);
        await queue.EnqueueAsync(new JobTicket(id, priority, _clock.GetUtcNow() + delay), Token);
        return id;
    }

    private static async Task WaitUntilIdleAsync(InProcessJobQueue queue)
    {
        for (var since = TimeProvider.System.GetTimestamp(); (await queue.GetStatisticsAsync(Token)).Busy > 0; await Task.Yield())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(since) < Patience, "The workers are busy for too long.");
        }
    }
}
