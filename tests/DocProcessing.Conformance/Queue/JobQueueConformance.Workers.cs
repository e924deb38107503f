namespace DocProcessing.Conformance;

/// <content>The workers, and what the queue tells of them.</content>
public abstract partial class JobQueueConformance
{
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
}
