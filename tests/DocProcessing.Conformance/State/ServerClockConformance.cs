namespace DocProcessing.Conformance.State;

/// <summary>Nodes whose clocks differ by hours share jobs: what is decided by time is decided by the server's clock.</summary>
public abstract class ServerClockConformance
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly WrongClock Behind = new(TimeSpan.FromHours(-5));
    private static readonly WrongClock Ahead = new(TimeSpan.FromHours(5));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Makes a node with a clock of its own.</summary>
    protected abstract StateSlots OpenNode(TimeProvider clock);

    /// <summary>Lets time go by for one job. Nobody moves the server's clock: so what is kept of the job is moved.</summary>
    protected abstract Task LetPassAsync(JobId job, TimeSpan time);

    /// <summary>Gets in how many seconds a job's lease lapses.</summary>
    protected abstract Task<double> SecondsUntilLapseAsync(JobId job);

    /// <summary>Gets in how many seconds a job may start.</summary>
    protected abstract Task<double> SecondsUntilDueAsync(JobId job);

    [Theory]
    [InlineData(5, -5)]
    [InlineData(-5, 5)]
    public async Task A_lease_holds_for_its_time_and_then_lapses_whatever_the_clocks_say(int holdersHours, int othersHours)
    {
        var holder = OpenNode(new WrongClock(TimeSpan.FromHours(holdersHours))).Jobs;
        var other = OpenNode(new WrongClock(TimeSpan.FromHours(othersHours))).Jobs;
        var job = await PendingAsync(TimeProvider.System);

        var leased = (await holder.TryLeaseAsync(job.Id, "holder", Minute, Stop))!;
        Assert.InRange(await SecondsUntilLapseAsync(job.Id), 30, 60);
        Assert.Null(await other.TryLeaseAsync(job.Id, "other", Minute, Stop));
        Assert.Empty(await other.ListRunnableAsync(10, Stop));
        Assert.True((await holder.RenewLeaseAsync(job.Id, leased.Fence, 2 * Minute, Stop)).Held);
        Assert.InRange(await SecondsUntilLapseAsync(job.Id), 90, 120);
        Assert.Null(await other.TryLeaseAsync(job.Id, "other", Minute, Stop));

        await LetPassAsync(job.Id, 2 * Minute);
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
        var (holder, other) = (OpenNode(clock).Jobs, OpenNode(TimeProvider.System).Jobs);
        var job = await PendingAsync(TimeProvider.System);
        var leased = (await holder.TryLeaseAsync(job.Id, "holder", Minute, Stop))!;

        var checkpoint = leased with { Stage = "extraction", Lease = new JobLease("holder", clock.GetUtcNow() + (3 * Minute)) };
        Assert.NotNull(await holder.TryUpdateAsync(checkpoint, null, Stop));

        Assert.InRange(await SecondsUntilLapseAsync(job.Id), 150, 180);
        Assert.Null(await other.TryLeaseAsync(job.Id, "other", Minute, Stop));
        await LetPassAsync(job.Id, 3 * Minute);
        Assert.NotNull(await other.TryLeaseAsync(job.Id, "other", Minute, Stop));
    }

    [Fact]
    public async Task A_job_may_start_when_the_node_that_wrote_it_meant_it_to()
    {
        var (ahead, behind) = (OpenNode(Ahead).Jobs, OpenNode(Behind).Jobs);
        var soon = await PendingAsync(Ahead);
        Assert.NotNull(await behind.TryLeaseAsync(soon.Id, "worker", Minute, Stop));

        // Another node's change does not take its own clock for the writer's.
        var delayed = await PendingAsync(Behind, Minute);
        Assert.NotNull(await ahead.TryUpdateAsync(delayed with { Stage = "analysis" }, null, Stop));

        Assert.InRange(await SecondsUntilDueAsync(delayed.Id), 30, 60);
        Assert.Null(await ahead.TryLeaseAsync(delayed.Id, "worker", Minute, Stop));
        await LetPassAsync(delayed.Id, Minute);
        Assert.NotNull(await ahead.TryLeaseAsync(delayed.Id, "worker", Minute, Stop));
    }

    private async Task<Job> PendingAsync(TimeProvider clock, TimeSpan delay = default)
    {
        var state = OpenNode(clock);
        var session = Sample.Session(clock, "alice", 1);
        var job = Sample.Job(session);
        Assert.NotNull(await state.Sessions.CreateAsync(session, job, Sample.Event(job.Id, clock), 10, Stop));
        var update = await state.Jobs.TryUpdateAsync(job with { Status = JobStatus.Pending, NotBefore = clock.GetUtcNow() + delay }, null, Stop);
        return update!.Job;
    }
}
