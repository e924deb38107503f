using Xunit.Sdk;

namespace DocProcessing.Conformance;

/// <summary>What every <see cref="IJobQueue"/> promises, on one node.</summary>
public abstract partial class JobQueueConformance : IAsyncLifetime
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
