using DocProcessing.Conformance.State;

namespace DocProcessing.Postgres.Tests;

/// <summary>Nodes whose clocks differ by hours share jobs: what is decided by time is decided by the server's clock.</summary>
public sealed class ClockTests(PostgresServer server) : IAsyncDisposable
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longer = TimeSpan.FromSeconds(1.5);
    private static readonly WrongClock Behind = new(TimeSpan.FromHours(-5));
    private static readonly WrongClock Ahead = new(TimeSpan.FromHours(5));

    private readonly TestSchema _schema = new(server);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _schema.DisposeAsync();

    [Theory]
    [InlineData(5, -5)]
    [InlineData(-5, 5)]
    public async Task A_lease_holds_for_its_time_and_then_lapses_whatever_the_clocks_say(int holdersHours, int othersHours)
    {
        IJobStore holder = _schema.OpenState(new WrongClock(TimeSpan.FromHours(holdersHours)));
        IJobStore other = _schema.OpenState(new WrongClock(TimeSpan.FromHours(othersHours)));
        var job = await PendingAsync(TimeProvider.System);

        var leased = (await holder.TryLeaseAsync(job.Id, "holder", Longer, Stop))!;
        Assert.Null(await other.TryLeaseAsync(job.Id, "other", Short, Stop));
        Assert.Empty(await other.ListRunnableAsync(10, Stop));
        Assert.True((await holder.RenewLeaseAsync(job.Id, leased.Fence, 2 * Longer, Stop)).Held);
        await Task.Delay(Longer, Stop);
        Assert.Null(await other.TryLeaseAsync(job.Id, "other", Short, Stop));

        await Task.Delay(2 * Longer, Stop);
        Assert.Equal(job.Id, Assert.Single(await other.ListRunnableAsync(10, Stop)).Id);
        Assert.Equal(2, (await other.TryLeaseAsync(job.Id, "other", Short, Stop))!.Fence);
        Assert.False((await holder.RenewLeaseAsync(job.Id, leased.Fence, Short, Stop)).Held);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(-5)]
    public async Task A_checkpoint_prolongs_the_lease_by_what_its_nodes_clock_means(int hours)
    {
        var clock = new WrongClock(TimeSpan.FromHours(hours));
        IJobStore holder = _schema.OpenState(clock), other = _schema.OpenState();
        var job = await PendingAsync(TimeProvider.System);
        var leased = (await holder.TryLeaseAsync(job.Id, "holder", TimeSpan.FromMilliseconds(200), Stop))!;

        var checkpoint = leased with { Stage = "extraction", Lease = new JobLease("holder", clock.GetUtcNow() + Longer) };
        Assert.NotNull(await holder.TryUpdateAsync(checkpoint, null, Stop));

        await Task.Delay(TimeSpan.FromMilliseconds(500), Stop);
        Assert.Null(await other.TryLeaseAsync(job.Id, "other", Short, Stop));
        await Task.Delay(Longer, Stop);
        Assert.NotNull(await other.TryLeaseAsync(job.Id, "other", Short, Stop));
    }

    [Fact]
    public async Task A_job_may_start_when_the_node_that_wrote_it_meant_it_to()
    {
        IJobStore ahead = _schema.OpenState(Ahead), behind = _schema.OpenState(Behind);
        var (soon, delayed) = (await PendingAsync(Ahead), await PendingAsync(Behind, Longer));

        // Another node's change does not take its own clock for the writer's.
        var changed = await ahead.TryUpdateAsync(delayed with { Stage = "analysis" }, null, Stop);

        Assert.NotNull(changed);
        Assert.NotNull(await behind.TryLeaseAsync(soon.Id, "worker", Short, Stop));
        Assert.Null(await ahead.TryLeaseAsync(delayed.Id, "worker", Short, Stop));
        await Task.Delay(Longer, Stop);
        Assert.NotNull(await ahead.TryLeaseAsync(delayed.Id, "worker", Short, Stop));
    }

    private async Task<Job> PendingAsync(TimeProvider clock, TimeSpan delay = default)
    {
        var state = _schema.OpenState(clock);
        var session = Sample.Session(clock, "alice", 1);
        var job = Sample.Job(session);
        Assert.NotNull(await ((IUploadSessionStore)state).CreateAsync(session, job, Sample.Event(job.Id, clock), 10, Stop));
        var update = await ((IJobStore)state).TryUpdateAsync(job with { Status = JobStatus.Pending, NotBefore = clock.GetUtcNow() + delay }, null, Stop);
        return update!.Job;
    }
}
