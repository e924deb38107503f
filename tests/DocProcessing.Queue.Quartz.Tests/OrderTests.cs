using DocProcessing.Conformance;
using DocProcessing.Quartz.Engine;
using DocProcessing.Quartz.Tickets;
using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace DocProcessing.Queue.Quartz.Tests;

/// <summary>How the engine's order by time is made an order by priority.</summary>
public abstract class OrderTests(QuartzQueues queues)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static DateTimeOffset Now => DateTimeOffset.UtcNow;

    [Fact]
    public async Task A_backlog_that_the_engine_would_call_misfired_keeps_its_order()
    {
        var queue = NewQueue();
        var (low, normal, critical) = (Ticket(JobPriority.Low, Now.AddMinutes(-5)), Ticket(JobPriority.Normal, Now.AddMinutes(-5)), Ticket(JobPriority.Critical, Now.AddMinutes(-4)));
        var next = Ticket(JobPriority.Normal, normal.NotBefore.AddSeconds(1));

        Assert.Equal([critical.JobId, normal.JobId, next.JobId, low.JobId], await OrderOfAsync(queue, low, next, normal, critical));
    }

    [Fact]
    public async Task An_old_ticket_is_not_starved_by_more_urgent_ones()
    {
        var queue = NewQueue();
        var (old, fresh) = (Ticket(JobPriority.Low, Now.AddMinutes(-4)), Ticket(JobPriority.Critical, Now));

        Assert.Equal([old.JobId, fresh.JobId], await OrderOfAsync(queue, fresh, old));
    }

    [Fact]
    public async Task An_urgent_ticket_that_was_delayed_goes_before_a_backlog_when_its_time_has_come()
    {
        var name = QueueName.New();
        var host = queues.NewHost(name);
        var queue = host.GetRequiredService<IJobQueue>();
        var gate = new TaskCompletionSource();
        var handler = new RecordingHandler(TimeProvider.System) { Work = (_, _) => gate.Task };
        var first = Ticket(JobPriority.Normal, Now);
        var backlog = Ticket(JobPriority.Low, Now);
        var delayed = Ticket(JobPriority.Critical, Now.AddSeconds(2));
        await queue.EnqueueAsync(first, Token);
        await queue.StartWorkersAsync(handler, 1, Token);
        await handler.WaitForAsync(1, Patience, Token);
        await queue.EnqueueAsync(backlog, Token);
        await queue.EnqueueAsync(delayed, Token);

        await WaitUntilPromotedAsync(host, TicketTriggers.JobOf(JobPriority.Critical, isDelayed: false, name));
        gate.SetResult();

        Assert.Equal([delayed.JobId, backlog.JobId], await handler.WaitForAsync(2, Patience, Token));
        await queue.StopWorkersAsync(Token);
    }

    private static async Task WaitUntilPromotedAsync(ServiceProvider host, JobKey job)
    {
        var scheduler = await host.GetRequiredService<TicketScheduler>().OpenAsync(Token);
        for (var since = TimeProvider.System.GetTimestamp(); (await scheduler.QueryTriggers(new TriggerQuery { Job = job }, Token)).Items.Count == 0;)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(since) < Patience, "The delayed ticket was given no place.");
            await Task.Delay(TimeSpan.FromMilliseconds(50), Token);
        }
    }

    private IJobQueue NewQueue() => queues.NewHost().GetRequiredService<IJobQueue>();

    private static JobTicket Ticket(JobPriority priority, DateTimeOffset notBefore) => new(JobId.Create(TimeProvider.System), priority, notBefore);

    private static async Task<IReadOnlyList<JobId>> OrderOfAsync(IJobQueue queue, params JobTicket[] tickets)
    {
        foreach (var ticket in tickets)
        {
            await queue.EnqueueAsync(ticket, Token);
        }

        var handler = new RecordingHandler(TimeProvider.System);
        await queue.StartWorkersAsync(handler, 1, Token);
        var order = await handler.WaitForAsync(tickets.Length, Patience, Token);
        await queue.StopWorkersAsync(Token);
        return order;
    }
}

public sealed class MemoryOrderTests(MemoryQueues queues) : OrderTests(queues), IClassFixture<MemoryQueues>;

[Collection(PostgresCollection.Name)]
public sealed class PostgresOrderTests(PostgresQueues queues) : OrderTests(queues);
