using Xunit.Sdk;

namespace DocProcessing.Conformance;

/// <summary>What every <see cref="IJobQueue"/> promises, on one node.</summary>
public abstract class JobQueueConformance : IAsyncLifetime
{
    private readonly List<IJobQueue> _started = [];

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Gets the queue's clock.</summary>
    protected virtual TimeProvider Clock => TimeProvider.System;

    /// <summary>Gets how long the engine may take for what it is due to do, in real time.</summary>
    protected virtual TimeSpan Patience => TimeSpan.FromSeconds(15);

    /// <summary>Gets a delay that the engine can keep and a test can afford.</summary>
    protected virtual TimeSpan Delay => TimeSpan.FromSeconds(2);

    /// <summary>Makes an empty queue.</summary>
    protected abstract Task<IJobQueue> CreateAsync();

    /// <summary>Lets time go by: a fake clock is put forward, a real one is waited for.</summary>
    protected virtual Task AdvanceAsync(TimeSpan time) => Task.Delay(time, Token);

    public virtual ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var queue in _started)
        {
            using var patience = new CancellationTokenSource(Patience);
            await queue.StopWorkersAsync(patience.Token);
        }

        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_ticket_is_delivered_whether_the_workers_start_before_it_or_after()
    {
        var queue = await CreateAsync();
        var handler = new RecordingHandler(Clock);
        var early = await EnqueueAsync(queue, JobPriority.High);

        await StartAsync(queue, handler, workers: 1);
        Assert.Equal([early.JobId], await WaitForAsync(handler, 1));
        var late = await EnqueueAsync(queue, JobPriority.Low);
        Assert.Equal([late.JobId], await WaitForAsync(handler, 1));

        Assert.Equal([JobPriority.High, JobPriority.Low], handler.Deliveries.Select(delivery => delivery.Ticket.Priority));
    }

    [Fact]
    public async Task Waiting_tickets_are_delivered_by_priority()
    {
        var queue = await CreateAsync();
        var handler = new RecordingHandler(Clock);
        JobPriority[] mixed = [JobPriority.Normal, JobPriority.Low, JobPriority.Critical, JobPriority.High, JobPriority.Low, JobPriority.Critical];
        foreach (var priority in mixed)
        {
            await EnqueueAsync(queue, priority);
        }

        await StartAsync(queue, handler, workers: 1);
        await WaitForAsync(handler, mixed.Length);

        Assert.Equal(mixed.OrderDescending(), handler.Deliveries.Select(delivery => delivery.Ticket.Priority));
    }

    [Fact]
    public async Task Tickets_of_one_priority_are_delivered_in_their_order()
    {
        var queue = await CreateAsync();
        var handler = new RecordingHandler(Clock);
        var jobs = new List<JobId>();
        for (var number = 0; number < 5; number++)
        {
            jobs.Add((await EnqueueAsync(queue, JobPriority.Normal)).JobId);
        }

        await StartAsync(queue, handler, workers: 1);

        Assert.Equal(jobs, await WaitForAsync(handler, jobs.Count));
    }

    [Fact]
    public async Task A_more_urgent_ticket_goes_before_those_that_wait_already()
    {
        var queue = await CreateAsync();
        var gate = new TaskCompletionSource();
        var handler = new RecordingHandler(Clock) { Work = (_, _) => gate.Task };
        var first = await EnqueueAsync(queue, JobPriority.Normal);
        await StartAsync(queue, handler, workers: 1);
        await WaitForAsync(handler, 1);
        var waiting = await EnqueueAsync(queue, JobPriority.Normal);

        var urgent = await EnqueueAsync(queue, JobPriority.Critical);
        gate.SetResult();
        await WaitForAsync(handler, 2);

        Assert.Equal([first.JobId, urgent.JobId, waiting.JobId], handler.Jobs);
    }

    [Fact]
    public async Task A_ticket_is_never_delivered_before_its_time_and_holds_up_no_other()
    {
        var queue = await CreateAsync();
        var handler = new RecordingHandler(Clock);
        await StartAsync(queue, handler, workers: 2);
        var delayed = await EnqueueAsync(queue, JobPriority.Critical, Delay);
        var ready = await EnqueueAsync(queue, JobPriority.Low);

        Assert.Equal([ready.JobId], await WaitForAsync(handler, 1));
        await AdvanceAsync(Delay);
        Assert.Equal([delayed.JobId], await WaitForAsync(handler, 1));

        Assert.True(handler.Deliveries[1].At >= delayed.NotBefore, "It came before its time.");
    }

    [Fact]
    public async Task A_second_ticket_for_a_waiting_job_replaces_the_first()
    {
        var queue = await CreateAsync();
        var handler = new RecordingHandler(Clock);
        var job = JobId.Create(Clock);
        await queue.EnqueueAsync(new JobTicket(job, JobPriority.Low, Clock.GetUtcNow()), Token);
        var between = await EnqueueAsync(queue, JobPriority.Normal);

        await queue.EnqueueAsync(new JobTicket(job, JobPriority.High, Clock.GetUtcNow()), Token);
        var last = await EnqueueAsync(queue, JobPriority.Low);
        await StartAsync(queue, handler, workers: 1);

        Assert.Equal([job, between.JobId, last.JobId], await WaitForAsync(handler, 3));
        Assert.Equal(0, await WaitingAsync(queue, 0));
    }

    [Fact]
    public async Task A_ticket_that_is_put_off_is_not_delivered_at_its_first_time()
    {
        var queue = await CreateAsync();
        var handler = new RecordingHandler(Clock);
        var job = JobId.Create(Clock);
        await queue.EnqueueAsync(new JobTicket(job, JobPriority.High, Clock.GetUtcNow()), Token);
        var putOff = new JobTicket(job, JobPriority.High, Clock.GetUtcNow() + Delay);

        await queue.EnqueueAsync(putOff, Token);
        var other = await EnqueueAsync(queue, JobPriority.Low);
        await StartAsync(queue, handler, workers: 1);

        Assert.Equal([other.JobId], await WaitForAsync(handler, 1));
        await AdvanceAsync(Delay);
        Assert.Equal([job], await WaitForAsync(handler, 1));
        Assert.True(handler.Deliveries[1].At >= putOff.NotBefore, "It came before its time.");
    }

    [Fact]
    public async Task A_delayed_ticket_that_is_brought_forward_is_delivered_now()
    {
        var queue = await CreateAsync();
        var handler = new RecordingHandler(Clock);
        await StartAsync(queue, handler, workers: 1);
        var delayed = await EnqueueAsync(queue, JobPriority.Normal, TimeSpan.FromHours(1));

        await queue.EnqueueAsync(delayed with { NotBefore = Clock.GetUtcNow() }, Token);

        Assert.Equal([delayed.JobId], await WaitForAsync(handler, 1));
        Assert.Equal(0, await WaitingAsync(queue, 0));
    }

    [Fact]
    public async Task A_removed_ticket_is_not_delivered()
    {
        var queue = await CreateAsync();
        var handler = new RecordingHandler(Clock);
        var removed = await EnqueueAsync(queue, JobPriority.Critical);
        var delayed = await EnqueueAsync(queue, JobPriority.Critical, Delay);
        var kept = await EnqueueAsync(queue, JobPriority.Low);

        Assert.True(await queue.RemoveAsync(removed.JobId, Token));
        Assert.True(await queue.RemoveAsync(delayed.JobId, Token));
        Assert.False(await queue.RemoveAsync(removed.JobId, Token));
        Assert.False(await queue.RemoveAsync(JobId.Create(Clock), Token));
        await StartAsync(queue, handler, workers: 1);
        await WaitForAsync(handler, 1);
        await AdvanceAsync(Delay);
        var marker = await EnqueueAsync(queue, JobPriority.Low);
        await WaitForAsync(handler, 1);

        Assert.Equal([kept.JobId, marker.JobId], handler.Jobs);
    }

    [Fact]
    public async Task A_delivered_ticket_cannot_be_removed()
    {
        var queue = await CreateAsync();
        var handler = new RecordingHandler(Clock);
        await StartAsync(queue, handler, workers: 1);
        var ticket = await EnqueueAsync(queue, JobPriority.Normal);
        await WaitForAsync(handler, 1);
        Assert.Equal(0, await WaitingAsync(queue, 0));

        Assert.False(await queue.RemoveAsync(ticket.JobId, Token));
    }

    [Fact]
    public async Task A_handler_that_throws_does_not_stop_its_worker()
    {
        var queue = await CreateAsync();
        var handler = new RecordingHandler(Clock);
        var bad = await EnqueueAsync(queue, JobPriority.Critical);
        var alsoBad = await EnqueueAsync(queue, JobPriority.High);
        var good = await EnqueueAsync(queue, JobPriority.Low);
        handler.Work = (ticket, _) =>
            ticket.JobId == bad.JobId ? throw new InvalidOperationException("A handler's bug.")
            : ticket.JobId == alsoBad.JobId ? Task.FromCanceled(new CancellationToken(canceled: true))
            : Task.CompletedTask;

        await StartAsync(queue, handler, workers: 1);

        await WaitUntilAsync(() => Task.FromResult(handler.Jobs.Contains(good.JobId)), "The worker stopped.");
    }

    [Fact]
    public async Task As_many_tickets_are_handled_at_the_same_time_as_there_are_workers_and_never_more()
    {
        var queue = await CreateAsync();
        var gate = new TaskCompletionSource();
        var handler = new RecordingHandler(Clock) { Work = (_, _) => gate.Task };
        for (var number = 0; number < 8; number++)
        {
            await EnqueueAsync(queue, JobPriority.Normal);
        }

        await StartAsync(queue, handler, workers: 3);
        await WaitForAsync(handler, 3);

        // A fourth worker may be slow to show itself among the handlers; the queue's own figure tells of it at once.
        Assert.Equal(3, (await queue.GetStatisticsAsync(Token)).Workers);
        Assert.Equal(3, handler.Running);
        gate.SetResult();
        await WaitForAsync(handler, 5);

        Assert.Equal(3, handler.MostRunning);
    }

    [Fact]
    public async Task A_job_whose_ticket_comes_again_while_it_is_handled_is_handled_again_after_that()
    {
        var queue = await CreateAsync();
        var gate = new TaskCompletionSource();
        var handler = new RecordingHandler(Clock) { Work = (_, _) => gate.Task };
        await StartAsync(queue, handler, workers: 3);
        var ticket = await EnqueueAsync(queue, JobPriority.Normal);
        await WaitForAsync(handler, 1);

        await queue.EnqueueAsync(ticket, Token);
        var marker = await EnqueueAsync(queue, JobPriority.Low);
        Assert.Equal([marker.JobId], await WaitForAsync(handler, 1));
        gate.SetResult();

        Assert.Equal([ticket.JobId], await WaitForAsync(handler, 1));
        Assert.False(handler.HasOverlapped);
    }

    [Fact]
    public async Task A_handler_may_enqueue_its_own_job_for_later()
    {
        var queue = await CreateAsync();
        var handler = new RecordingHandler(Clock);
        handler.Work = async (ticket, token) =>
        {
            if (handler.Deliveries.Count == 1)
            {
                await queue.EnqueueAsync(ticket with { NotBefore = Clock.GetUtcNow() + Delay }, token);
            }
        };
        await StartAsync(queue, handler, workers: 1);
        var ticket = await EnqueueAsync(queue, JobPriority.Normal);
        await WaitForAsync(handler, 1);
        await WaitUntilAsync(() => Task.FromResult(handler.Running == 0), "The handler did not return.");
        await AdvanceAsync(Delay);

        Assert.Equal([ticket.JobId], await WaitForAsync(handler, 1));
        Assert.True(handler.Deliveries[1].At >= handler.Deliveries[0].At + Delay, "It came before its time.");
    }

    [Fact]
    public async Task Tickets_from_many_sides_are_all_delivered()
    {
        var queue = await CreateAsync();
        var handler = new RecordingHandler(Clock);
        await StartAsync(queue, handler, workers: 4);
        var jobs = Enumerable.Range(0, 100).Select(_ => JobId.Create(Clock)).ToArray();

        await Parallel.ForEachAsync(jobs, Token, async (job, token) =>
            await queue.EnqueueAsync(new JobTicket(job, (JobPriority)(job.Value[^1] % 4), Clock.GetUtcNow()), token));
        await WaitForAsync(handler, jobs.Length);

        Assert.Equal(jobs.Order(ById), handler.Jobs.Order(ById));
        Assert.False(handler.HasOverlapped);
    }

    [Fact]
    public async Task Every_delivery_has_a_place_that_is_given_back()
    {
        var queue = await CreateAsync();
        var handler = new RecordingHandler(Clock);
        await StartAsync(queue, handler, workers: 2);
        for (var number = 0; number < 10; number++)
        {
            await EnqueueAsync(queue, JobPriority.Normal);
        }

        await WaitForAsync(handler, 10);

        Assert.False(handler.HasOverlapped);
        await WaitUntilAsync(() => Task.FromResult(handler.Places == 0), "A place was not given back.");
    }

    [Fact]
    public async Task Stopping_tells_the_handlers_and_waits_for_them()
    {
        var queue = await CreateAsync();
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var gate = new TaskCompletionSource();
        var handler = new RecordingHandler(Clock)
        {
            Work = async (_, stopping) =>
            {
                await using var telling = stopping.Register(() => told.TrySetResult());
                await gate.Task;
                stopping.ThrowIfCancellationRequested();
            },
        };
        await StartAsync(queue, handler, workers: 1);
        await EnqueueAsync(queue, JobPriority.Normal);
        await WaitForAsync(handler, 1);

        var stopping = queue.StopWorkersAsync(Token);
        await told.Task.WaitAsync(Patience, Token);
        Assert.False(stopping.IsCompleted);
        gate.SetResult();
        await stopping.WaitAsync(Patience, Token);

        Assert.Equal(0, handler.Running);
    }

    [Fact]
    public async Task After_stopping_nothing_is_delivered()
    {
        var queue = await CreateAsync();
        var handler = new RecordingHandler(Clock) { Work = (_, stopping) => Task.Delay(Timeout.InfiniteTimeSpan, stopping) };
        await StartAsync(queue, handler, workers: 1);
        var first = await EnqueueAsync(queue, JobPriority.Normal);
        await WaitForAsync(handler, 1);
        await EnqueueAsync(queue, JobPriority.Normal);

        await queue.StopWorkersAsync(Token).WaitAsync(Patience, Token);
        await AdvanceAsync(Delay);

        Assert.Equal([first.JobId], handler.Jobs);
    }

    [Fact]
    public async Task Stopping_waits_no_longer_than_its_caller()
    {
        var queue = await CreateAsync();
        var gate = new TaskCompletionSource();
        var handler = new RecordingHandler(Clock) { Work = (_, _) => gate.Task };
        await StartAsync(queue, handler, workers: 1);
        await EnqueueAsync(queue, JobPriority.Normal);
        await WaitForAsync(handler, 1);
        using var caller = new CancellationTokenSource();

        var stopping = queue.StopWorkersAsync(caller.Token);
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopping.WaitAsync(Patience, Token));
        gate.SetResult();
    }

    [Fact]
    public async Task Statistics_count_what_waits_by_priority_and_end_at_none()
    {
        var queue = await CreateAsync();
        var handler = new RecordingHandler(Clock);
        await EnqueueAsync(queue, JobPriority.Low);
        await EnqueueAsync(queue, JobPriority.High);
        await EnqueueAsync(queue, JobPriority.High, Delay);

        var waiting = (await queue.GetStatisticsAsync(Token)).Waiting;
        Assert.Equal((1, 2), (waiting[JobPriority.Low], waiting[JobPriority.High]));
        Assert.Equal(3, waiting.Values.Sum());

        await StartAsync(queue, handler, workers: 2);
        await WaitForAsync(handler, 2);
        await AdvanceAsync(Delay);
        await WaitForAsync(handler, 1);

        await WaitUntilAsync(
            async () => await queue.GetStatisticsAsync(Token) is { Busy: 0, OldestWait: null } statistics && statistics.Waiting.Values.Sum() == 0,
            "Statistics did not come down to none.");
    }

    [Fact]
    public async Task Statistics_count_the_workers_and_the_busy_ones()
    {
        var queue = await CreateAsync();
        var gate = new TaskCompletionSource();
        var handler = new RecordingHandler(Clock) { Work = (_, _) => gate.Task };
        await StartAsync(queue, handler, workers: 3);
        await EnqueueAsync(queue, JobPriority.Normal);
        await WaitForAsync(handler, 1);

        await WaitUntilAsync(async () => await queue.GetStatisticsAsync(Token) is { Workers: 3, Busy: 1 }, "Statistics do not tell 1 of 3 workers.");
        gate.SetResult();
    }

    protected async Task<JobTicket> EnqueueAsync(IJobQueue queue, JobPriority priority, TimeSpan delay = default)
    {
        var ticket = new JobTicket(JobId.Create(Clock), priority, Clock.GetUtcNow() + delay);
        await queue.EnqueueAsync(ticket, Token);
        return ticket;
    }

    protected async Task StartAsync(IJobQueue queue, IJobTicketHandler handler, int workers)
    {
        _started.Add(queue);
        await queue.StartWorkersAsync(handler, workers, Token);
    }

    protected async Task<IReadOnlyList<JobId>> WaitForAsync(RecordingHandler handler, int count) => await handler.WaitForAsync(count, Patience, Token);

    protected async Task WaitUntilAsync(Func<Task<bool>> condition, string otherwise)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(since) > Patience)
            {
                throw new XunitException(otherwise);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), Token);
        }
    }

    private static Comparer<JobId> ById => Comparer<JobId>.Create((left, right) => string.CompareOrdinal(left.Value, right.Value));

    /// <summary>Waits until the number of waiting tickets is as expected, and returns what it is in the end.</summary>
    private async Task<long> WaitingAsync(IJobQueue queue, long expected)
    {
        await WaitUntilAsync(
            async () => (await queue.GetStatisticsAsync(Token)).Waiting.Values.Sum() == expected, $"There are not {expected} waiting tickets.");
        return (await queue.GetStatisticsAsync(Token)).Waiting.Values.Sum();
    }
}
