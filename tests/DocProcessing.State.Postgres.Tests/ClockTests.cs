using DocProcessing.Conformance.State;

namespace DocProcessing.Postgres.Tests;

/// <summary>Nodes whose clocks differ by hours share jobs: what is decided by time is decided by the server's clock.</summary>
public sealed class ClockTests(PostgresServer server) : IAsyncDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
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

        var leased = (await holder.TryLeaseAsync(job.Id, "holder", Minute, Stop))!;
        Assert.InRange(await SecondsUntilAsync("lease_until"), 30, 60);
        Assert.Null(await other.TryLeaseAsync(job.Id, "other", Minute, Stop));
        Assert.Empty(await other.ListRunnableAsync(10, Stop));
        Assert.True((await holder.RenewLeaseAsync(job.Id, leased.Fence, 2 * Minute, Stop)).Held);
        Assert.InRange(await SecondsUntilAsync("lease_until"), 90, 120);
        Assert.Null(await other.TryLeaseAsync(job.Id, "other", Minute, Stop));

        await LetPassAsync(2 * Minute);
        Assert.Equal(job.Id, Assert.Single(await other.ListRunnableAsync(10, Stop)).Id);
        Assert.Equal(2, (await other.TryLeaseAsync(job.Id, "other", Minute, Stop))!.Fence);
        Assert.False((await holder.RenewLeaseAsync(job.Id, leased.Fence, Minute, Stop)).Held);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(-5)]
    public async Task A_checkpoint_prolongs_the_lease_by_what_its_nodes_clock_means(int hours)
    {
        var clock = new WrongClock(TimeSpan.FromHours(hours));
        IJobStore holder = _schema.OpenState(clock), other = _schema.OpenState();
        var job = await PendingAsync(TimeProvider.System);
        var leased = (await holder.TryLeaseAsync(job.Id, "holder", Minute, Stop))!;

        var checkpoint = leased with { Stage = "extraction", Lease = new JobLease("holder", clock.GetUtcNow() + (3 * Minute)) };
        Assert.NotNull(await holder.TryUpdateAsync(checkpoint, null, Stop));

        Assert.InRange(await SecondsUntilAsync("lease_until"), 150, 180);
        Assert.Null(await other.TryLeaseAsync(job.Id, "other", Minute, Stop));
        await LetPassAsync(3 * Minute);
        Assert.NotNull(await other.TryLeaseAsync(job.Id, "other", Minute, Stop));
    }

    [Fact]
    public async Task A_job_may_start_when_the_node_that_wrote_it_meant_it_to()
    {
        IJobStore ahead = _schema.OpenState(Ahead), behind = _schema.OpenState(Behind);
        var soon = await PendingAsync(Ahead);
        Assert.NotNull(await behind.TryLeaseAsync(soon.Id, "worker", Minute, Stop));
        await ahead.DeleteAsync(soon.Id, Stop);

        // Another node's change does not take its own clock for the writer's.
        var delayed = await PendingAsync(Behind, Minute);
        Assert.NotNull(await ahead.TryUpdateAsync(delayed with { Stage = "analysis" }, null, Stop));

        Assert.InRange(await SecondsUntilAsync("due_at"), 30, 60);
        Assert.Null(await ahead.TryLeaseAsync(delayed.Id, "worker", Minute, Stop));
        await LetPassAsync(Minute);
        Assert.NotNull(await ahead.TryLeaseAsync(delayed.Id, "worker", Minute, Stop));
    }

    // By the clock of the server, which the test cannot move: so it moves what is kept.
    private Task LetPassAsync(TimeSpan time) =>
        _schema.RunAsync(FormattableString.Invariant($"UPDATE jobs SET lease_until = lease_until - interval '{time.TotalSeconds} s', due_at = due_at - interval '{time.TotalSeconds} s'"));

    private Task<double> SecondsUntilAsync(string column) => _schema.AskAsync<double>($"SELECT EXTRACT(EPOCH FROM {column} - clock_timestamp())::float8 FROM jobs");

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
