using DocProcessing.Conformance;

namespace DocProcessing.Queue.Quartz.Tests;

/// <summary>What several processes on one store need beyond the slot's suite.</summary>
[Collection(PostgresCollection.Name)]
public sealed class ClusterTests(PostgresQueues queues)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly string _name = QueueName.New();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Hosts_of_one_name_share_the_work_and_each_ticket_comes_once()
    {
        var (first, second) = (NewQueue(), NewQueue());
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
        await first.StopWorkersAsync(Token);
        await second.StopWorkersAsync(Token);

        Assert.Equal(tickets.Select(ticket => ticket.JobId.Value).Order(), handler.Jobs.Select(id => id.Value).Order());
    }

    [Fact]
    public async Task Many_processes_may_bring_the_same_ticket_at_the_same_moment()
    {
        var hosts = Enumerable.Range(0, 4).Select(_ => NewQueue()).ToList();
        var tickets = Enumerable.Range(0, 10).Select(_ => Ticket()).ToList();

        await Task.WhenAll(hosts.Select(async host =>
        {
            foreach (var ticket in tickets)
            {
                await host.EnqueueAsync(ticket, Token);
            }
        }));

        Assert.Equal(tickets.Count, (await hosts[0].GetStatisticsAsync(Token)).Waiting.Values.Sum());
    }

    [Fact]
    public Task A_ticket_of_another_process_is_picked_up_within_the_poll_interval() =>
        EngineChecks.PicksUpTicketsOfAnotherProcessAsync(nameof(ClusterTests), NewQueue(), NewQueue(), TimeSpan.FromSeconds(1));

    private IJobQueue NewQueue() => queues.NewQueue(_name);

    private static JobTicket Ticket() => new(JobId.Create(TimeProvider.System), JobPriority.Normal, DateTimeOffset.UtcNow.AddSeconds(-1));
}
