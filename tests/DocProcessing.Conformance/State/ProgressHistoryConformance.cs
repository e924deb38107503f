namespace DocProcessing.Conformance.State;

/// <summary>The promises of <see cref="IProgressHistory"/>.</summary>
public abstract class ProgressHistoryConformance : StateConformance
{
    private DateTimeOffset Now => Clock.GetUtcNow();

    [Fact]
    public async Task An_appended_event_is_read_as_it_was_given_with_its_number()
    {
        var job = await LeaseAsync(await CreatePendingJobAsync());
        var progress = Sample.Event(job.Id, Clock, JobStatus.Processing) with
        {
            Sequence = 99,
            Stage = "extraction",
            Fraction = 0.1 + 0.2,
            StageFraction = 1 / 3d,
            Message = "page 3",
            BytesProcessed = 5_000_000_000,
            TotalBytes = 6_000_000_000,
            Attempt = 2,
            Error = new JobError("stage_failed", "extraction", 1, true, "Failed."),
            StageRun = new StageRun("extraction", TimeSpan.FromSeconds(1.5), StageOutcome.Failed, Now),
        };

        var stored = await State.History.TryAppendAsync(progress, job.Fence, Stop);

        Same(progress with { Sequence = 2 }, stored);
        Same(stored, await State.History.FindLatestAsync(job.Id, Stop));
        Same(stored, (await State.History.ReadAsync(job.Id, 0, 10, Stop))[^1]);
    }

    [Fact]
    public async Task A_job_that_nobody_has_leased_takes_events_without_a_fence()
    {
        var job = await CreatePendingJobAsync();

        Assert.Equal(2, (await State.History.TryAppendAsync(Sample.Event(job.Id, Clock), null, Stop))!.Sequence);
    }

    [Fact]
    public async Task An_event_with_anothers_fence_is_refused()
    {
        var first = await LeaseAsync(await CreatePendingJobAsync(), seconds: 1);
        await PassAsync(TimeSpan.FromSeconds(1.5));
        var second = await LeaseAsync(first);

        Assert.Null(await State.History.TryAppendAsync(Sample.Event(first.Id, Clock), first.Fence, Stop));
        Assert.Null(await State.History.TryAppendAsync(Sample.Event(first.Id, Clock), null, Stop));
        Assert.Null(await State.History.TryAppendAsync(Sample.Event(first.Id, Clock), second.Fence + 1, Stop));
        Assert.Equal(2, (await State.History.TryAppendAsync(Sample.Event(first.Id, Clock), second.Fence, Stop))!.Sequence);
    }

    [Theory]
    [InlineData(JobStatus.Completed)]
    [InlineData(JobStatus.Failed)]
    [InlineData(JobStatus.Cancelled)]
    public async Task A_job_at_its_end_takes_no_events(JobStatus status)
    {
        var leased = await LeaseAsync(await CreatePendingJobAsync());
        await State.Jobs.TryUpdateAsync(leased with { Status = status, Lease = null }, null, Stop);

        Assert.Null(await State.History.TryAppendAsync(Sample.Event(leased.Id, Clock), leased.Fence, Stop));
        Assert.Null(await State.History.TryAppendAsync(Sample.Event(leased.Id, Clock), null, Stop));
    }

    [Fact]
    public async Task An_unknown_job_takes_no_events_and_has_none()
    {
        var unknown = JobId.Create(Clock);

        Assert.Null(await State.History.TryAppendAsync(Sample.Event(unknown, Clock), null, Stop));
        Assert.Null(await State.History.FindLatestAsync(unknown, Stop));
        Assert.Empty(await State.History.ReadAsync(unknown, 0, 10, Stop));
    }

    [Fact]
    public async Task Numbers_have_no_gaps_when_events_come_at_the_same_time()
    {
        var job = await LeaseAsync(await CreatePendingJobAsync());

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(
            async () =>
            {
                Assert.NotNull(await State.History.TryAppendAsync(Sample.Event(job.Id, Clock), job.Fence, Stop));
                Assert.Null(await State.History.TryAppendAsync(Sample.Event(job.Id, Clock), job.Fence + 1, Stop));
                Assert.Null(await State.Jobs.TryUpdateAsync(job with { Version = 1 }, Sample.Event(job.Id, Clock), Stop));
            },
            Stop)));

        Assert.Equal(Enumerable.Range(1, 41).Select(number => (long)number), (await State.History.ReadAsync(job.Id, 0, 100, Stop)).Select(progress => progress.Sequence));
    }

    [Fact]
    public async Task Events_are_read_from_a_number_on()
    {
        var job = await LeaseAsync(await CreatePendingJobAsync());
        for (var i = 0; i < 11; i++)
        {
            await State.History.TryAppendAsync(Sample.Event(job.Id, Clock), job.Fence, Stop);
        }

        Assert.Equal([10, 11], (await State.History.ReadAsync(job.Id, 9, 2, Stop)).Select(progress => progress.Sequence));
        Assert.Equal(12, Assert.Single(await State.History.ReadAsync(job.Id, 11, 10, Stop)).Sequence);
        Assert.Empty(await State.History.ReadAsync(job.Id, 12, 10, Stop));
    }

    [Fact]
    public async Task Stage_runs_are_read_newest_first()
    {
        var job = await LeaseAsync(await CreatePendingJobAsync());
        var since = Now.AddHours(1);
        StageRun Run(int minutes) => new($"stage-{minutes}", TimeSpan.FromMilliseconds(1234.5), StageOutcome.Succeeded, since.AddMinutes(minutes));
        foreach (var minutes in new[] { 0, 3, -1, 2 })
        {
            await State.History.TryAppendAsync(Sample.Event(job.Id, Clock) with { StageRun = Run(minutes) }, job.Fence, Stop);
            await State.History.TryAppendAsync(Sample.Event(job.Id, Clock), job.Fence, Stop);
        }

        Assert.Equal([Run(3), Run(2), Run(0)], await State.History.ReadStageRunsAsync(since, 10, Stop));
        Assert.Equal([Run(3)], await State.History.ReadStageRunsAsync(since, 1, Stop));
    }

    [Fact]
    public async Task A_stage_run_written_with_the_job_is_read()
    {
        var job = await LeaseAsync(await CreatePendingJobAsync());
        var run = new StageRun("validation", TimeSpan.FromSeconds(2), StageOutcome.Rejected, Now.AddHours(2));

        await State.Jobs.TryUpdateAsync(
            job with { Status = JobStatus.Rejected, Lease = null }, Sample.Event(job.Id, Clock, JobStatus.Rejected) with { StageRun = run }, Stop);

        Assert.Equal([run], await State.History.ReadStageRunsAsync(Now.AddHours(1), 10, Stop));
    }

    [Fact]
    public async Task Old_events_of_ended_jobs_are_pruned_but_the_newest()
    {
        var before = Now;
        var running = await LeaseAsync(await CreatePendingJobAsync());
        var ending = await LeaseAsync(await CreatePendingJobAsync());
        foreach (var job in new[] { running, ending })
        {
            for (var i = 0; i < 3; i++)
            {
                await State.History.TryAppendAsync(Sample.Event(job.Id, Clock) with { Timestamp = before.AddHours(-9) }, job.Fence, Stop);
            }
        }

        var old = await State.Jobs.TryUpdateAsync(
            ending with { Status = JobStatus.Failed, Lease = null }, Sample.Event(ending.Id, Clock) with { Timestamp = before.AddHours(-8) }, Stop);

        Assert.Equal(3, await State.History.PruneAsync(before.AddHours(-1), Stop));

        // The first event, written at the creation, is not old; the newest is, and stays.
        Assert.Equal([1, 5], (await State.History.ReadAsync(ending.Id, 0, 10, Stop)).Select(progress => progress.Sequence));
        Assert.Equal(4, (await State.History.ReadAsync(running.Id, 0, 10, Stop)).Count);
        Assert.Equal(0, await State.History.PruneAsync(before.AddHours(-1), Stop));

        // Numbers are not given again.
        var again = await State.Jobs.TryUpdateAsync(old!.Job with { Status = JobStatus.Pending }, Sample.Event(ending.Id, Clock), Stop);
        Assert.Equal(6, again!.Progress!.Sequence);
    }
}
