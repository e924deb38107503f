namespace DocProcessing.Conformance.State;

/// <summary>Makes every call of every slot once, one after another, and leaves nothing but audit entries.</summary>
/// <param name="state">The state slots.</param>
/// <param name="index">The index, of an adapter that fills that slot too.</param>
public sealed class EveryCall(StateSlots state, IDocumentIndex? index)
{
    private readonly IUploadSessionStore _sessions = state.Sessions;
    private readonly IJobStore _jobs = state.Jobs;
    private readonly IProgressHistory _history = state.History;
    private readonly IAuditTrail _audit = state.Audit;

    public async Task MakeAsync(CancellationToken stop)
    {
        var clock = TimeProvider.System;
        var now = clock.GetUtcNow();
        var session = Sample.Session(clock, "alice", 2) with { IdempotencyKey = "key" };
        var created = (await _sessions.CreateAsync(session, Sample.Job(session), Sample.Event(session.JobId, clock), 5, stop))!;
        var open = (await _sessions.TryUpdateAsync(created with { Status = UploadStatus.Open }, stop))!;
        await _sessions.TryRecordPartAsync(open.Id, Sample.Part(1), now, stop);
        await _sessions.TryRecordPartAsync(open.Id, Sample.Part(2), now, stop);
        await _sessions.TryRecordPartAsync(open.Id, Sample.Part(3), now, stop);
        await _sessions.ForgetPartsAsync(open.Id, [3], stop);
        await _sessions.FindPartAsync(open.Id, 1, stop);
        await _sessions.ListPartsAsync(open.Id, stop);
        await _sessions.ListOpenAsync("alice", 5, stop);
        await _sessions.ListUnsettledAsync(now, 5, stop);
        var job = (await _jobs.FindAsync(session.JobId, stop))!;
        var found = (await _sessions.FindAsync(open.Id, stop))!;
        await _sessions.TryUpdateAsync(
            found with { Status = UploadStatus.Completed }, job with { Status = JobStatus.Pending, Fingerprint = "print" }, Sample.Event(job.Id, clock), stop);
        await _jobs.FindByDocumentAsync(job.DocumentId, stop);
        var leased = (await _jobs.TryLeaseAsync(job.Id, "worker", TimeSpan.FromMinutes(1), stop))!;
        await _jobs.RenewLeaseAsync(job.Id, leased.Fence, TimeSpan.FromMinutes(1), stop);
        await _history.TryAppendAsync(Sample.Event(job.Id, clock), leased.Fence, stop);
        var done = await _jobs.TryUpdateAsync(leased with { Status = JobStatus.Completed, Lease = null, SettledAt = now }, Sample.Event(job.Id, clock), stop);
        foreach (var owner in new[] { null, "alice" })
        {
            await _jobs.ListAsync(new JobQuery { Owner = owner }, stop);
            await _jobs.ListAsync(new JobQuery { Owner = owner, Statuses = [JobStatus.Completed] }, stop);
            await _jobs.CountAsync(owner, stop);
        }

        await _jobs.ListRunnableAsync(5, stop);
        await _jobs.ListUnsettledAsync(5, stop);
        await _jobs.FindReusableAsync("alice", "print", stop);
        await _history.ReadAsync(job.Id, 0, 10, stop);
        await _history.FindLatestAsync(job.Id, stop);
        await _history.ReadStageRunsAsync(now, 10, stop);
        await _history.PruneAsync(now.AddDays(1), stop);
        foreach (var (actor, subject) in new[] { (null, null), ("alice", null), (null, "subject"), ("alice", "subject") })
        {
            await _audit.AppendAsync(new AuditEntry { Actor = "alice", Action = "action", Subject = "subject", Owner = "alice" }, stop);
            await _audit.ListAsync(new AuditQuery { Actor = actor, Subject = subject }, stop);
        }

        if (index is not null)
        {
            await SearchAsync(index, job, stop);
        }

        await _sessions.PruneAsync(now.AddDays(1), stop);
        await _jobs.DeleteAsync(done!.Job.Id, stop);
    }

    private static async Task SearchAsync(IDocumentIndex index, Job job, CancellationToken stop)
    {
        var document = new IndexedDocument(job.DocumentId, "alice", "report.pdf", "Report", 1);
        await index.UpsertAsync(document, Sections(), stop);
        await index.UpsertAsync(document with { Fence = 2 }, Sections(), stop);
        await index.SearchAsync(new SearchQuery("alice", "annual"), stop);
        await index.CountAsync(stop);
        await index.DeleteAsync(job.DocumentId, job.Fence, stop);
    }

    private static async IAsyncEnumerable<DocumentSection> Sections()
    {
        await Task.Yield();
        yield return new DocumentSection(SectionKind.Page, 1, "The annual report.", Page: 1);
    }
}
