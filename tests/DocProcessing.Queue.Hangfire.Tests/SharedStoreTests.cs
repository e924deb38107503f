using DocProcessing.Conformance;
using Hangfire;
using Hangfire.States;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace DocProcessing.Queue.Hangfire.Tests;

/// <summary>What several processes on one store need beyond the slot's suite.</summary>
public abstract class SharedStoreTests(HangfireQueues queues)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly string _name = QueueName.New();
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Hosts_of_one_name_share_the_work_and_each_ticket_comes_once()
    {
        var (first, second) = (queues.NewHost(_name).GetRequiredService<IJobQueue>(), queues.NewHost(_name).GetRequiredService<IJobQueue>());
        var handler = new RecordingHandler(TimeProvider.System) { Work = (_, token) => Task.Delay(5, token) };
        var tickets = Enumerable.Range(0, 40).Select(_ => Ticket()).ToList();
        foreach (var ticket in tickets)
        {
            await first.EnqueueAsync(ticket, Token);
            await second.EnqueueAsync(ticket, Token);
        }

        await first.StartWorkersAsync(handler, 2, Token);
        await second.StartWorkersAsync(handler, 2, Token);
        await handler.WaitForAsync(tickets.Count, Patience, Token);
        var statistics = await first.GetStatisticsAsync(Token);
        await first.StopWorkersAsync(Token);
        await second.StopWorkersAsync(Token);

        Assert.Equal(tickets.Select(ticket => ticket.JobId.Value).Order(), handler.Jobs.Select(id => id.Value).Order());
        Assert.Equal(4, statistics.Workers);
    }

    [Fact]
    public async Task A_ticket_that_a_dead_worker_had_taken_comes_again_when_the_reconciler_brings_it()
    {
        var host = NewHostOnFakeClock();
        var queue = host.GetRequiredService<IJobQueue>();
        var ticket = Ticket();
        await queue.EnqueueAsync(ticket, Token);

        // Taken out of the engine's queue and locked, and then nothing: a worker that died while it began.
        using var connection = Storage(host).GetConnection();
        using var patience = new CancellationTokenSource(Patience);
        var taken = connection.FetchNextJob([$"{_name}-p2-normal"], patience.Token);
        using var leftBehind = connection.AcquireDistributedLock($"job:{taken.JobId}:state-lock", Patience);
        await queue.EnqueueAsync(ticket, Token);
        Assert.Equal(1, (await queue.GetStatisticsAsync(Token)).Waiting[JobPriority.Normal]);
        _clock.Advance(TimeSpan.FromSeconds(11));
        await queue.EnqueueAsync(ticket, Token);

        await RequireDeliveryAsync(queue, ticket);
        taken.RemoveFromQueue();
    }

    [Fact]
    public async Task A_ticket_that_an_operator_deleted_comes_again_when_the_reconciler_brings_it()
    {
        var host = NewHostOnFakeClock();
        var queue = host.GetRequiredService<IJobQueue>();
        var ticket = Ticket();
        await queue.EnqueueAsync(ticket, Token);
        var engineId = Assert.Single(Storage(host).GetMonitoringApi().EnqueuedJobs($"{_name}-p2-normal", 0, 10)).Key;

        new BackgroundJobClient(Storage(host)).ChangeState(engineId, new DeletedState());
        Assert.Equal(0, (await queue.GetStatisticsAsync(Token)).Waiting[JobPriority.Normal]);
        await queue.EnqueueAsync(ticket, Token);

        await RequireDeliveryAsync(queue, ticket);
    }

    [Fact]
    public async Task A_ticket_that_waits_long_keeps_its_place_however_often_it_is_brought()
    {
        var queue = NewHostOnFakeClock().GetRequiredService<IJobQueue>();
        var tickets = Enumerable.Range(0, 5).Select(_ => Ticket()).ToList();
        for (var round = 0; round < 4; round++)
        {
            foreach (var ticket in tickets)
            {
                await queue.EnqueueAsync(ticket, Token);
            }

            tickets.Reverse(1, 4);
            _clock.Advance(TimeSpan.FromSeconds(11));
        }

        var handler = new RecordingHandler(TimeProvider.System);
        await queue.StartWorkersAsync(handler, 1, Token);
        var order = await handler.WaitForAsync(tickets.Count, Patience, Token);
        await queue.StopWorkersAsync(Token);

        Assert.Equal(tickets.Select(ticket => ticket.JobId), order);
    }

    [Fact]
    public Task A_ticket_of_another_process_is_picked_up_within_the_poll_interval() =>
        EngineChecks.PicksUpTicketsOfAnotherProcessAsync(GetType().Name, queues.NewQueue(_name), queues.NewQueue(_name), TimeSpan.FromMilliseconds(200));

    private ServiceProvider NewHostOnFakeClock() => queues.NewHost(_name, services => services.AddSingleton<TimeProvider>(_clock));

    private static JobStorage Storage(ServiceProvider host) => host.GetRequiredKeyedService<JobStorage>(HangfireQueueBuilderExtensions.StorageKey);

    private static JobTicket Ticket() => new(JobId.Create(TimeProvider.System), JobPriority.Normal, DateTimeOffset.UtcNow.AddSeconds(-1));

    private static async Task RequireDeliveryAsync(IJobQueue queue, JobTicket ticket)
    {
        var handler = new RecordingHandler(TimeProvider.System);
        await queue.StartWorkersAsync(handler, 1, Token);
        Assert.Equal([ticket.JobId], await handler.WaitForAsync(1, Patience, Token));
        await queue.StopWorkersAsync(Token);
    }
}

[Collection(PostgresCollection.Name)]
public sealed class PostgresSharedStoreTests(PostgresQueues queues) : SharedStoreTests(queues);

[Collection(RedisCollection.Name)]
public sealed class RedisSharedStoreTests(RedisQueues queues) : SharedStoreTests(queues);
