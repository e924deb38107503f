namespace DocProcessing.Conformance.State;

/// <summary>The promises of <see cref="IUploadSessionStore"/>.</summary>
public abstract partial class UploadSessionStoreConformance : StateConformance
{
    private DateTimeOffset Now => Clock.GetUtcNow();

    [Fact]
    public async Task A_created_session_is_found_as_it_was_given()
    {
        var session = await NewSessionAsync() with { IdempotencyKey = "key", RequestHash = "hash" };

        var created = await State.Sessions.CreateAsync(session, Sample.Job(session), Sample.Event(session.JobId, Clock), 10, Stop);

        Same(session, created);
        Same(session, await State.Sessions.FindAsync(session.Id, Stop));
    }

    [Fact]
    public async Task Creating_a_session_creates_its_job_and_first_event()
    {
        var session = await NewSessionAsync();
        var job = Sample.Job(session);
        var progress = Sample.Event(session.JobId, Clock) with { Message = "waiting for parts", TotalBytes = 25 };

        await State.Sessions.CreateAsync(session, job, progress, 10, Stop);

        Same(job, await State.Jobs.FindAsync(job.Id, Stop));
        Same(progress with { Sequence = 1 }, Assert.Single(await State.History.ReadAsync(job.Id, 0, 10, Stop)));
    }

    [Fact]
    public async Task An_unknown_session_is_not_found()
    {
        var unknown = UploadId.Create(Clock);

        Assert.Null(await State.Sessions.FindAsync(unknown, Stop));
        Assert.Null(await State.Sessions.FindPartAsync(unknown, 1, Stop));
        Assert.Empty(await State.Sessions.ListPartsAsync(unknown, Stop));
        Assert.Null(await State.Sessions.TryRecordPartAsync(unknown, Sample.Part(1), Now, Stop));
        await State.Sessions.ForgetPartsAsync(unknown, [1], Stop);
        Assert.Null(await State.Sessions.TryUpdateAsync(await NewSessionAsync(), Stop));
    }

    [Fact]
    public async Task The_same_idempotency_key_gives_the_older_session_and_no_new_job()
    {
        var older = await CreateSessionAsync(change: session => session with { IdempotencyKey = "key" });
        var changed = await State.Sessions.TryUpdateAsync(older with { Status = UploadStatus.Open }, Stop);
        var session = await NewSessionAsync() with { IdempotencyKey = "key", RequestHash = "another" };

        var again = await State.Sessions.CreateAsync(session, Sample.Job(session), Sample.Event(session.JobId, Clock), 10, Stop);

        Same(changed, again);
        Assert.Null(await State.Sessions.FindAsync(session.Id, Stop));
        Assert.Null(await State.Jobs.FindAsync(session.JobId, Stop));
    }

    [Fact]
    public async Task An_idempotency_key_counts_for_one_owner_only()
    {
        await CreateSessionAsync(change: session => session with { IdempotencyKey = "key" });
        var other = await NewSessionAsync($"{Owner}-other") with { IdempotencyKey = "key" };

        Same(other, await State.Sessions.CreateAsync(other, Sample.Job(other), Sample.Event(other.JobId, Clock), 10, Stop));
    }

    [Fact]
    public async Task An_idempotency_key_gives_the_older_session_also_at_the_limit()
    {
        var older = await CreateSessionAsync(change: session => session with { IdempotencyKey = "key" });
        var session = await NewSessionAsync() with { IdempotencyKey = "key" };

        Same(older, await State.Sessions.CreateAsync(session, Sample.Job(session), Sample.Event(session.JobId, Clock), 1, Stop));
    }

    [Fact]
    public async Task Creates_with_one_idempotency_key_at_the_same_time_make_one_session()
    {
        var sessions = new List<UploadSession>();
        for (var i = 0; i < 20; i++)
        {
            sessions.Add(await NewSessionAsync() with { IdempotencyKey = "key" });
        }

        var created = await Task.WhenAll(sessions.Select(session =>
            Task.Run(() => State.Sessions.CreateAsync(session, Sample.Job(session), Sample.Event(session.JobId, Clock), 100, Stop), Stop)));

        Assert.Single(created.Select(session => session!.Id).Distinct());
    }

    [Fact]
    public async Task Fifty_creates_at_the_same_time_keep_to_the_limit()
    {
        var sessions = new List<UploadSession>();
        for (var i = 0; i < 50; i++)
        {
            sessions.Add(await NewSessionAsync());
        }

        var created = await Task.WhenAll(sessions.Select(session =>
            Task.Run(() => State.Sessions.CreateAsync(session, Sample.Job(session), Sample.Event(session.JobId, Clock), 7, Stop), Stop)));

        Assert.Equal(7, created.Count(session => session is not null));
        foreach (var refused in sessions.Where((_, i) => created[i] is null))
        {
            Assert.Null(await State.Jobs.FindAsync(refused.JobId, Stop));
        }
    }

    [Fact]
    public async Task The_limit_counts_an_owners_sessions_that_are_not_at_their_end_only()
    {
        await CreateSessionAsync(status: UploadStatus.Cancelled);
        await CreateSessionAsync(status: UploadStatus.Completed);
        await CreateSessionAsync($"{Owner}-other");
        await CreateSessionAsync(status: UploadStatus.Open);
        var (second, third) = (await NewSessionAsync(), await NewSessionAsync());

        Assert.NotNull(await State.Sessions.CreateAsync(second, Sample.Job(second), Sample.Event(second.JobId, Clock), 2, Stop));
        Assert.Null(await State.Sessions.CreateAsync(third, Sample.Job(third), Sample.Event(third.JobId, Clock), 2, Stop));
    }

    [Fact]
    public async Task A_session_for_a_single_request_takes_no_parts_and_does_not_count()
    {
        var single = await NewSessionAsync(parts: 0);
        Assert.NotNull(await State.Sessions.CreateAsync(single, Sample.Job(single), Sample.Event(single.JobId, Clock), 1, Stop));
        var session = await NewSessionAsync();

        Assert.NotNull(await State.Sessions.CreateAsync(session, Sample.Job(session), Sample.Event(session.JobId, Clock), 1, Stop));
    }

    [Fact]
    public async Task An_update_raises_the_version_and_is_found()
    {
        var created = await CreateSessionAsync();

        var updated = await State.Sessions.TryUpdateAsync(created with { Status = UploadStatus.Open, StorageUploadId = "storage-1" }, Stop);

        Same(created with { Status = UploadStatus.Open, StorageUploadId = "storage-1", Version = 2 }, updated);
        Same(updated, await State.Sessions.FindAsync(created.Id, Stop));
    }

    [Fact]
    public async Task An_update_of_an_old_version_is_refused()
    {
        var created = await CreateSessionAsync();
        var updated = await State.Sessions.TryUpdateAsync(created with { Status = UploadStatus.Open }, Stop);

        Assert.Null(await State.Sessions.TryUpdateAsync(created with { Status = UploadStatus.Cancelled }, Stop));
        Same(updated, await State.Sessions.FindAsync(created.Id, Stop));
    }

    [Fact]
    public async Task Of_updates_at_the_same_time_one_is_written()
    {
        var created = await CreateSessionAsync();

        var updates = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            Task.Run(() => State.Sessions.TryUpdateAsync(created with { StorageUploadId = $"{i}" }, Stop), Stop)));

        Same(Assert.Single(updates, update => update is not null), await State.Sessions.FindAsync(created.Id, Stop));
    }

    [Fact]
    public async Task Session_job_and_event_are_written_together()
    {
        var session = await CreateSessionAsync(status: UploadStatus.Open);
        var job = (await State.Jobs.FindAsync(session.JobId, Stop))!;
        var progress = Sample.Event(job.Id, Clock, JobStatus.Pending);
        var submitted = job with { Status = JobStatus.Pending, SubmittedAt = Now };

        var update = await State.Sessions.TryUpdateAsync(session with { Status = UploadStatus.Completed }, submitted, progress, Stop);

        Assert.NotNull(update);
        Same(submitted with { Version = 2 }, update.Job);
        Same(progress with { Sequence = 2 }, update.Progress);
        Same(update.Job, await State.Jobs.FindAsync(job.Id, Stop));
        Same(session with { Status = UploadStatus.Completed, Version = session.Version + 1 }, await State.Sessions.FindAsync(session.Id, Stop));
        Same(update.Progress, await State.History.FindLatestAsync(job.Id, Stop));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task When_session_or_job_was_changed_neither_is_written(bool sessionWasChanged)
    {
        var session = await CreateSessionAsync(status: UploadStatus.Open);
        var job = (await State.Jobs.FindAsync(session.JobId, Stop))!;
        if (sessionWasChanged)
        {
            await State.Sessions.TryUpdateAsync(session with { StorageUploadId = "newer" }, Stop);
        }
        else
        {
            await State.Jobs.TryUpdateAsync(job with { CancelRequested = true }, null, Stop);
        }

        var (sessionBefore, jobBefore) = (await State.Sessions.FindAsync(session.Id, Stop), await State.Jobs.FindAsync(job.Id, Stop));

        var update = await State.Sessions.TryUpdateAsync(
            session with { Status = UploadStatus.Completed }, job with { Status = JobStatus.Pending }, Sample.Event(job.Id, Clock), Stop);

        Assert.Null(update);
        Same(sessionBefore, await State.Sessions.FindAsync(session.Id, Stop));
        Same(jobBefore, await State.Jobs.FindAsync(job.Id, Stop));
        Assert.Single(await State.History.ReadAsync(job.Id, 0, 10, Stop));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_the_store_keeps_the_audit_trail_too_an_entry_is_written_with_the_session_or_not_at_all(bool sessionWasChanged)
    {
        if (State.Sessions is not IAuditedSessionStore store)
        {
            // It promises nothing of the kind: its sessions and its entries are written one after the other.
            return;
        }

        var session = await CreateSessionAsync(status: UploadStatus.Open);
        var job = (await State.Jobs.FindAsync(session.JobId, Stop))!;
        if (sessionWasChanged)
        {
            await State.Sessions.TryUpdateAsync(session with { StorageUploadId = "newer" }, Stop);
        }

        var entry = new AuditEntry { Timestamp = Now, Actor = Owner, Action = "upload.completed", Subject = session.Id.Value, Owner = Owner, Sequence = 1234567 };
        var update = await store.TryUpdateAsync(
            session with { Status = UploadStatus.Completed }, job with { Status = JobStatus.Pending }, Sample.Event(job.Id, Clock, JobStatus.Pending), entry, Stop);

        var kept = await State.Audit.ListAsync(new AuditQuery { Subject = session.Id.Value }, Stop);
        if (sessionWasChanged)
        {
            Assert.Null(update);
            Assert.Empty(kept);
            Same(job, await State.Jobs.FindAsync(job.Id, Stop));
        }
        else
        {
            Same(update!.Job, await State.Jobs.FindAsync(job.Id, Stop));
            Same(update.Progress, await State.History.FindLatestAsync(job.Id, Stop));
            Same(entry with { Sequence = Assert.Single(kept).Sequence }, kept[0]);
        }
    }

    [Fact]
    public async Task Open_sessions_are_listed_newest_first_with_what_they_received()
    {
        var older = await CreateSessionAsync(status: UploadStatus.Open);
        var newer = await CreateSessionAsync(status: UploadStatus.Open);
        await CreateSessionAsync(status: UploadStatus.Cancelled);
        await CreateSessionAsync(status: UploadStatus.Initiating);
        await CreateSessionAsync($"{Owner}-other", UploadStatus.Open);
        await State.Sessions.TryRecordPartAsync(older.Id, Sample.Part(3, 5), older.ExpiresAt, Stop);

        var open = await State.Sessions.ListOpenAsync(Owner, 10, Stop);

        Assert.Equal([newer.Id, older.Id], open.Select(upload => upload.Session.Id));
        Assert.Equal([default, new ReceivedParts(1, 5)], open.Select(upload => upload.Received));
        Same(older, open[1].Session);
        Assert.Equal(newer.Id, Assert.Single(await State.Sessions.ListOpenAsync(Owner, 1, Stop)).Session.Id);
    }

    [Fact]
    public async Task Sessions_with_work_to_do_are_listed_oldest_first()
    {
        var unreleased = await CreateSessionAsync(status: UploadStatus.Cancelled);
        var late = await CreateSessionAsync(change: session => session with { ExpiresAt = Now.AddHours(-1) });
        var unreleasedToo = await CreateSessionAsync(status: UploadStatus.Expired);
        await CreateSessionAsync(status: UploadStatus.Completed, change: session => session with { ExpiresAt = Now.AddHours(-1) });
        await CreateSessionAsync(status: UploadStatus.Cancelled, change: session => session with { BytesReleased = true });
        await CreateSessionAsync(status: UploadStatus.Open);
        var lateToo = await CreateSessionAsync(status: UploadStatus.Open, change: session => session with { ExpiresAt = Now.AddHours(-3) });

        var unsettled = (await State.Sessions.ListUnsettledAsync(Now, 1000, Stop)).Where(session => session.Owner == Owner).ToList();

        Assert.Equal([unreleased.Id, late.Id, unreleasedToo.Id, lateToo.Id], unsettled.Select(session => session.Id));
        Same(lateToo, unsettled[3]);
        Assert.Single(await State.Sessions.ListUnsettledAsync(Now, 1, Stop));
    }

    [Fact]
    public async Task A_session_whose_expiry_a_part_has_moved_is_not_past_it()
    {
        var session = await CreateSessionAsync(status: UploadStatus.Open);
        await State.Sessions.TryRecordPartAsync(session.Id, Sample.Part(1), Now.AddHours(5), Stop);

        Assert.DoesNotContain(await State.Sessions.ListUnsettledAsync(Now.AddHours(4), 1000, Stop), other => other.Id == session.Id);
        Assert.Contains(await State.Sessions.ListUnsettledAsync(Now.AddHours(6), 1000, Stop), other => other.Id == session.Id);
    }

    [Fact]
    public async Task Finished_sessions_are_pruned_with_their_parts_and_no_others()
    {
        var keep = new List<UploadSession>
        {
            await CreateSessionAsync(status: UploadStatus.Open, change: session => session with { ExpiresAt = Now.AddHours(-3) }),
            await CreateSessionAsync(status: UploadStatus.Cancelled, change: session => session with { ExpiresAt = Now.AddHours(-3) }),
            await CreateSessionAsync(status: UploadStatus.Completed, change: session => session with { ExpiresAt = Now.AddHours(-1) }),
        };
        var open = await CreateSessionAsync(status: UploadStatus.Open, change: session => session with { IdempotencyKey = "key" });
        await State.Sessions.TryRecordPartAsync(open.Id, Sample.Part(1), Now.AddHours(-3), Stop);
        var completed = await State.Sessions.TryUpdateAsync((await State.Sessions.FindAsync(open.Id, Stop))! with { Status = UploadStatus.Completed }, Stop);
        var released = await CreateSessionAsync(
            status: UploadStatus.Expired, change: session => session with { BytesReleased = true, ExpiresAt = Now.AddHours(-3) });

        Assert.Equal(2, await State.Sessions.PruneAsync(Now.AddHours(-2), Stop));

        Assert.Null(await State.Sessions.FindAsync(completed!.Id, Stop));
        Assert.Null(await State.Sessions.FindAsync(released.Id, Stop));
        Assert.Empty(await State.Sessions.ListPartsAsync(open.Id, Stop));
        Assert.NotNull(await State.Jobs.FindAsync(open.JobId, Stop));
        foreach (var session in keep)
        {
            Same(session, await State.Sessions.FindAsync(session.Id, Stop));
        }
    }

    [Fact]
    public async Task A_cancelled_call_does_nothing()
    {
        var session = await NewSessionAsync();
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => State.Sessions.CreateAsync(session, Sample.Job(session), Sample.Event(session.JobId, Clock), 10, cancelled));
        Assert.Null(await State.Sessions.FindAsync(session.Id, Stop));
    }
}
