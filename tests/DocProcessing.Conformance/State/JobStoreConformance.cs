namespace DocProcessing.Conformance.State;

/// <summary>The promises of <see cref="IJobStore"/>.</summary>
public abstract partial class JobStoreConformance : StateConformance
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longer = TimeSpan.FromSeconds(1.5);

    private DateTimeOffset Now => Clock.GetUtcNow();

    [Fact]
    public async Task A_job_is_found_by_its_id_and_by_its_document_with_all_that_was_written()
    {
        var job = await CreateJobAsync(created => created with
        {
            Status = JobStatus.Processing,
            Priority = JobPriority.Critical,
            DetectedContentType = "application/pdf",
            Options = new ProcessingOptions { Language = "de", MaxPages = 7, ReuseResults = false, Custom = new Dictionary<string, string> { ["a"] = "b" } },
            ContentChecksum = new Checksum(ChecksumAlgorithm.Sha256, new string('a', 64)),
            Fingerprint = "fingerprint",
            ReusedFrom = created.DocumentId,
            CompletedStages = ["upload", "validation"],
            Stage = "extraction",
            Attempt = 2,
            Artifacts = new Dictionary<string, ObjectKey> { ["sections"] = ObjectKey.Parse("a/b", null) },
            Warnings = [new JobWarning("no_text", "No text.")],
            Error = new JobError("stage_failed", "extraction", 1, true, "Failed."),
            CancelRequested = true,
            NotBefore = Now.AddTicks(1),
            Deliveries = 3,
            Fence = 4,
            Lease = new JobLease("worker", Now.AddMinutes(1).AddTicks(3)),
            SubmittedAt = Now,
            StartedAt = Now,
            FinishedAt = Now,
            SettledAt = Now,
            DeletedAt = Now,
            TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        });

        Assert.Equal(2, job.Version);
        Same(job, await State.Jobs.FindAsync(job.Id, Stop));
        Same(job, await State.Jobs.FindByDocumentAsync(job.DocumentId, Stop));
    }

    [Fact]
    public async Task An_unknown_job_is_not_found()
    {
        var unknown = JobId.Create(Clock);
        var session = await NewSessionAsync();

        Assert.Null(await State.Jobs.FindAsync(unknown, Stop));
        Assert.Null(await State.Jobs.FindByDocumentAsync(DocumentId.Create(Clock), Stop));
        Assert.Null(await State.Jobs.TryLeaseAsync(unknown, "worker", Short, Stop));
        Assert.False((await State.Jobs.RenewLeaseAsync(unknown, 1, Short, Stop)).Held);
        Assert.Null(await State.Jobs.TryUpdateAsync(Sample.Job(session), Sample.Event(session.JobId, Clock), Stop));
        await State.Jobs.DeleteAsync(unknown, Stop);
    }

    [Fact]
    public async Task An_update_writes_record_and_event_together()
    {
        var job = await CreatePendingJobAsync();
        var progress = Sample.Event(job.Id, Clock, JobStatus.Cancelled) with { Message = "cancelled" };

        var update = await State.Jobs.TryUpdateAsync(job with { Status = JobStatus.Cancelled }, progress, Stop);

        Same(job with { Status = JobStatus.Cancelled, Version = job.Version + 1 }, update!.Job);
        Same(progress with { Sequence = 2 }, update.Progress);
        Same(update.Job, await State.Jobs.FindAsync(job.Id, Stop));
        Same(update.Progress, await State.History.FindLatestAsync(job.Id, Stop));
    }

    [Fact]
    public async Task A_write_with_an_old_version_is_refused_with_its_event()
    {
        var job = await CreatePendingJobAsync();
        var newer = await State.Jobs.TryUpdateAsync(job with { CancelRequested = true }, null, Stop);
        Assert.Null(newer!.Progress);

        Assert.Null(await State.Jobs.TryUpdateAsync(job with { Status = JobStatus.Cancelled }, Sample.Event(job.Id, Clock), Stop));

        Same(newer.Job, await State.Jobs.FindAsync(job.Id, Stop));
        Assert.Single(await State.History.ReadAsync(job.Id, 0, 10, Stop));
    }

    [Fact]
    public async Task Of_writes_at_the_same_time_one_is_written()
    {
        var job = await CreatePendingJobAsync();

        var updates = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            Task.Run(() => State.Jobs.TryUpdateAsync(job with { Stage = $"stage-{i}" }, Sample.Event(job.Id, Clock), Stop), Stop)));

        Same(Assert.Single(updates, update => update is not null)!.Job, await State.Jobs.FindAsync(job.Id, Stop));
        Assert.Equal(2, (await State.History.ReadAsync(job.Id, 0, 10, Stop)).Count);
    }

    [Fact]
    public async Task An_owners_jobs_are_listed_newest_first_page_by_page()
    {
        var ids = new List<JobId>();
        for (var i = 0; i < 5; i++)
        {
            ids.Insert(0, (await CreatePendingJobAsync()).Id);
            await CreatePendingJobAsync($"{Owner}-other");
        }

        var first = await State.Jobs.ListAsync(new JobQuery { Owner = Owner, Limit = 2 }, Stop);
        var second = await State.Jobs.ListAsync(new JobQuery { Owner = Owner, Limit = 2, Cursor = first.NextCursor }, Stop);
        await CreatePendingJobAsync();
        var third = await State.Jobs.ListAsync(new JobQuery { Owner = Owner, Limit = 2, Cursor = second.NextCursor }, Stop);

        Assert.Equal([2, 2, 1], new[] { first, second, third }.Select(page => page.Jobs.Count));
        Assert.Equal(ids, first.Jobs.Concat(second.Jobs).Concat(third.Jobs).Select(job => job.Id));
        Assert.Null(third.NextCursor);
    }

    [Fact]
    public async Task A_full_last_page_has_no_next()
    {
        await CreatePendingJobAsync();
        await CreatePendingJobAsync();

        Assert.Null((await State.Jobs.ListAsync(new JobQuery { Owner = Owner, Limit = 2 }, Stop)).NextCursor);
    }

    [Fact]
    public async Task Jobs_are_listed_by_status_without_deleted_ones()
    {
        var failed = await CreateEndedJobAsync(JobStatus.Failed);
        var waiting = await CreatePendingJobAsync();
        await CreateEndedJobAsync(JobStatus.Completed);
        var failedToo = await CreateEndedJobAsync(JobStatus.Failed);
        await CreateEndedJobAsync(JobStatus.Failed, job => job with { DeletedAt = Now });

        var query = new JobQuery { Owner = Owner, Statuses = [JobStatus.Failed, JobStatus.Pending], Limit = 2 };
        var page = await State.Jobs.ListAsync(query, Stop);
        var rest = await State.Jobs.ListAsync(query with { Cursor = page.NextCursor }, Stop);

        Assert.Equal([failedToo.Id, waiting.Id, failed.Id], page.Jobs.Concat(rest.Jobs).Select(job => job.Id));
        Assert.Equal(4, (await State.Jobs.ListAsync(new JobQuery { Owner = Owner }, Stop)).Jobs.Count);
    }

    [Fact]
    public async Task Without_an_owner_everybodys_jobs_are_listed()
    {
        var mine = await CreatePendingJobAsync();
        var other = await CreatePendingJobAsync($"{Owner}-other");

        Assert.Equal([other.Id, mine.Id], (await State.Jobs.ListAsync(new JobQuery { Limit = 2 }, Stop)).Jobs.Select(job => job.Id));
        Assert.Equal(
            [other.Id, mine.Id],
            (await State.Jobs.ListAsync(new JobQuery { Limit = 2, Statuses = [JobStatus.Pending, JobStatus.Failed] }, Stop)).Jobs.Select(job => job.Id));
    }

    [Fact]
    public async Task Runnable_jobs_are_listed_by_priority_then_by_time()
    {
        Task<Job> Waiting(JobPriority priority, int seconds) =>
            CreateJobAsync(job => job with { Status = JobStatus.Pending, Priority = priority, NotBefore = Now.AddSeconds(seconds) });
        var low = await Waiting(JobPriority.Low, -500);
        var later = await Waiting(JobPriority.High, 500);
        var sooner = await Waiting(JobPriority.High, -100);
        var lapsed = await LeaseAsync(await Waiting(JobPriority.High, -300), seconds: 1);
        var critical = await Waiting(JobPriority.Critical, 300);
        await LeaseAsync(await Waiting(JobPriority.Critical, -300), seconds: 300);
        await CreateEndedJobAsync(JobStatus.Failed);
        await CreateSessionAsync();
        await PassAsync(Longer);

        var runnable = (await State.Jobs.ListRunnableAsync(1000, Stop)).Where(job => job.Owner == Owner).ToList();

        Assert.Equal([critical.Id, lapsed.Id, sooner.Id, later.Id, low.Id], runnable.Select(job => job.Id));
        Same(lapsed, runnable[1]);
        Assert.Equal(2, (await State.Jobs.ListRunnableAsync(2, Stop)).Count);
    }

    [Fact]
    public async Task Jobs_with_work_after_their_end_are_listed_oldest_first()
    {
        var untold = await CreateEndedJobAsync(JobStatus.Completed);
        await CreateEndedJobAsync(JobStatus.Completed, job => job with { SettledAt = Now });
        var deleted = await CreateEndedJobAsync(JobStatus.Completed, job => job with { SettledAt = Now, DeletedAt = Now });
        await CreatePendingJobAsync();
        var untoldToo = await CreateEndedJobAsync(JobStatus.Expired);

        var unsettled = (await State.Jobs.ListUnsettledAsync(1000, Stop)).Where(job => job.Owner == Owner).ToList();

        Assert.Equal([untold.Id, deleted.Id, untoldToo.Id], unsettled.Select(job => job.Id));
        Assert.Single(await State.Jobs.ListUnsettledAsync(1, Stop));
    }

    [Fact]
    public async Task The_newest_completed_job_of_the_same_owner_and_fingerprint_is_reusable()
    {
        Job Printed(Job job) => job with { Fingerprint = $"print-{Owner}" };
        await CreateEndedJobAsync(JobStatus.Completed, Printed);
        var newest = await CreateEndedJobAsync(JobStatus.Completed, Printed);
        await CreateEndedJobAsync(JobStatus.Failed, Printed);
        await CreateEndedJobAsync(JobStatus.Completed, job => Printed(job) with { DeletedAt = Now });
        await CreateEndedJobAsync(JobStatus.Completed, job => job with { Fingerprint = "another" });
        await CreateEndedJobAsync(JobStatus.Completed, Printed, $"{Owner}-other");

        Same(newest, await State.Jobs.FindReusableAsync(Owner, $"print-{Owner}", Stop));
        Assert.Null(await State.Jobs.FindReusableAsync($"{Owner}-third", $"print-{Owner}", Stop));
        Assert.Null(await State.Jobs.FindReusableAsync(Owner, "unknown", Stop));
    }

    [Fact]
    public async Task Jobs_are_counted_by_status()
    {
        await CreatePendingJobAsync();
        await CreatePendingJobAsync();
        await LeaseAsync(await CreatePendingJobAsync());
        var gone = await CreateEndedJobAsync(JobStatus.Failed);
        await CreatePendingJobAsync($"{Owner}-other");
        await State.Jobs.DeleteAsync(gone.Id, Stop);

        Assert.Equal(
            new Dictionary<JobStatus, long> { [JobStatus.Pending] = 2, [JobStatus.Processing] = 1 },
            (await State.Jobs.CountAsync(Owner, Stop)).OrderBy(count => count.Key).ToDictionary());
        Assert.True((await State.Jobs.CountAsync(null, Stop))[JobStatus.Pending] >= 3);
        Assert.Empty(await State.Jobs.CountAsync($"{Owner}-third", Stop));
    }

    [Fact]
    public async Task A_deleted_record_is_gone_with_its_history()
    {
        var job = await CreateEndedJobAsync(JobStatus.Completed, created => created with { Fingerprint = "print" });

        await State.Jobs.DeleteAsync(job.Id, Stop);

        Assert.Null(await State.Jobs.FindAsync(job.Id, Stop));
        Assert.Null(await State.Jobs.FindByDocumentAsync(job.DocumentId, Stop));
        Assert.Null(await State.Jobs.FindReusableAsync(Owner, "print", Stop));
        Assert.Empty(await State.History.ReadAsync(job.Id, 0, 10, Stop));
        Assert.Null(await State.History.FindLatestAsync(job.Id, Stop));
        Assert.Empty((await State.Jobs.ListAsync(new JobQuery { Owner = Owner }, Stop)).Jobs);
        Assert.Null(await State.Jobs.TryUpdateAsync(job, null, Stop));
    }
}
