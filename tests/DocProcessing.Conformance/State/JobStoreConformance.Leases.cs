namespace DocProcessing.Conformance.State;

/// <content>Who works on a job, and for how long.</content>
public abstract partial class JobStoreConformance
{
    [Fact]
    public async Task A_lease_starts_the_job()
    {
        var job = await CreatePendingJobAsync();
        var before = Now;

        var leased = await State.Jobs.TryLeaseAsync(job.Id, "worker-7", TimeSpan.FromSeconds(30), Stop);

        Assert.NotNull(leased);
        Assert.Equal((JobStatus.Processing, "worker-7", 1, 1, job.Version + 1), (leased.Status, leased.Lease?.Worker, leased.Fence, leased.Deliveries, leased.Version));
        Assert.InRange(leased.StartedAt!.Value, before, Now);
        Assert.InRange(leased.Lease!.ExpiresAt, before.AddSeconds(30), Now.AddSeconds(30));
        Same(leased, await State.Jobs.FindAsync(job.Id, Stop));
    }

    [Fact]
    public async Task Of_many_workers_at_the_same_time_one_gets_the_lease()
    {
        var job = await CreatePendingJobAsync();

        var leases = await Task.WhenAll(Enumerable.Range(0, 30).Select(i =>
            Task.Run(() => State.Jobs.TryLeaseAsync(job.Id, $"worker-{i}", TimeSpan.FromSeconds(30), Stop), Stop)));

        Same(Assert.Single(leases, lease => lease is not null), await State.Jobs.FindAsync(job.Id, Stop));
    }

    [Theory]
    [InlineData(JobStatus.Uploading)]
    [InlineData(JobStatus.Completed)]
    [InlineData(JobStatus.Rejected)]
    [InlineData(JobStatus.Failed)]
    [InlineData(JobStatus.Cancelled)]
    [InlineData(JobStatus.Expired)]
    public async Task A_job_that_does_not_wait_is_not_leased(JobStatus status)
    {
        var job = await CreateJobAsync(created => created with { Status = status });

        Assert.Null(await State.Jobs.TryLeaseAsync(job.Id, "worker", Short, Stop));
        Same(job, await State.Jobs.FindAsync(job.Id, Stop));
    }

    [Fact]
    public async Task A_job_is_not_leased_before_its_time()
    {
        var job = await CreateJobAsync(created => created with { Status = JobStatus.Pending, NotBefore = Now + Short });

        Assert.Null(await State.Jobs.TryLeaseAsync(job.Id, "worker", Short, Stop));
        await PassAsync(Longer);
        Assert.NotNull(await State.Jobs.TryLeaseAsync(job.Id, "worker", Short, Stop));
    }

    [Fact]
    public async Task A_lapsed_lease_goes_to_another_worker_with_a_higher_fence()
    {
        var job = await CreatePendingJobAsync();
        var first = await LeaseAsync(job, seconds: 1);
        Assert.Null(await State.Jobs.TryLeaseAsync(job.Id, "worker-2", Short, Stop));

        await PassAsync(Longer);
        var second = await State.Jobs.TryLeaseAsync(job.Id, "worker-2", TimeSpan.FromSeconds(30), Stop);

        Assert.NotNull(second);
        Assert.Equal((first.Fence + 1, 2, "worker-2", first.StartedAt), (second.Fence, second.Deliveries, second.Lease!.Worker, second.StartedAt));
        Assert.Null(await State.Jobs.TryUpdateAsync(first with { Status = JobStatus.Completed }, null, Stop));
    }

    [Fact]
    public async Task The_fence_never_falls_when_a_job_waits_again()
    {
        var leased = await LeaseAsync(await CreatePendingJobAsync());
        var waiting = await State.Jobs.TryUpdateAsync(leased with { Status = JobStatus.Pending, Lease = null, Deliveries = 0, NotBefore = Now }, null, Stop);

        var again = await LeaseAsync(waiting!.Job);

        Assert.Equal((2, 1), (again.Fence, again.Deliveries));
    }

    [Fact]
    public async Task A_renewed_lease_holds_longer_and_the_version_stays()
    {
        var leased = await LeaseAsync(await CreatePendingJobAsync(), seconds: 1);

        Assert.Equal(new LeaseRenewal(true, false), await State.Jobs.RenewLeaseAsync(leased.Id, leased.Fence, TimeSpan.FromSeconds(30), Stop));

        await PassAsync(Longer);
        Assert.Null(await State.Jobs.TryLeaseAsync(leased.Id, "worker-2", Short, Stop));
        var found = (await State.Jobs.FindAsync(leased.Id, Stop))!;
        Assert.Equal(leased.Version, found.Version);
        Assert.True(found.Lease!.ExpiresAt > leased.Lease!.ExpiresAt.AddSeconds(20));
        Assert.NotNull(await State.Jobs.TryUpdateAsync(leased with { Stage = "analysis" }, null, Stop));
    }

    [Fact]
    public async Task A_renewed_lease_lapses_when_it_is_not_renewed_again()
    {
        var leased = await LeaseAsync(await CreatePendingJobAsync(), seconds: 30);
        await State.Jobs.RenewLeaseAsync(leased.Id, leased.Fence, Short, Stop);

        await PassAsync(Longer);

        Assert.NotNull(await State.Jobs.TryLeaseAsync(leased.Id, "worker-2", Short, Stop));
    }

    [Fact]
    public async Task A_lease_that_another_worker_has_taken_is_not_held()
    {
        var first = await LeaseAsync(await CreatePendingJobAsync(), seconds: 1);
        await PassAsync(Longer);
        var second = await LeaseAsync(first);

        Assert.False((await State.Jobs.RenewLeaseAsync(first.Id, first.Fence, TimeSpan.FromMinutes(9), Stop)).Held);
        Same(second, await State.Jobs.FindAsync(first.Id, Stop));
    }

    [Theory]
    [InlineData(JobStatus.Completed)]
    [InlineData(JobStatus.Pending)]
    public async Task A_lease_ends_with_its_job(JobStatus status)
    {
        var leased = await LeaseAsync(await CreatePendingJobAsync());
        await State.Jobs.TryUpdateAsync(leased with { Status = status, Lease = null }, null, Stop);

        Assert.False((await State.Jobs.RenewLeaseAsync(leased.Id, leased.Fence, Short, Stop)).Held);
    }

    [Fact]
    public async Task A_renewal_tells_that_the_job_is_to_stop()
    {
        var leased = await LeaseAsync(await CreatePendingJobAsync());
        await State.Jobs.TryUpdateAsync(leased with { CancelRequested = true }, null, Stop);

        Assert.Equal(new LeaseRenewal(true, true), await State.Jobs.RenewLeaseAsync(leased.Id, leased.Fence, Short, Stop));
    }

    [Fact]
    public async Task An_update_writes_the_lease_as_it_is()
    {
        var leased = await LeaseAsync(await CreatePendingJobAsync());
        var lease = new JobLease("worker-9", Now.AddSeconds(77));

        var update = await State.Jobs.TryUpdateAsync(leased with { Lease = lease }, null, Stop);

        Assert.Equal(lease, update!.Job.Lease);
        Assert.Equal(lease, (await State.Jobs.FindAsync(leased.Id, Stop))!.Lease);
    }
}
