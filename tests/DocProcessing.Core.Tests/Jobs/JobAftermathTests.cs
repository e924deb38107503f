using DocProcessing.Core.Tests.Engine;
using DocProcessing.Jobs;
using DocProcessing.Uploads;
using Microsoft.Extensions.DependencyInjection;
using static DocProcessing.Core.Tests.Engine.TestEngine;

namespace DocProcessing.Core.Tests.Jobs;

public sealed class JobAftermathTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_content_of_the_same_owner_is_processed_once()
    {
        await using var engine = new TestEngine();
        var first = await engine.RunAsync((await engine.SubmitAsync("The same words.")).Id);
        var second = await engine.RunAsync((await engine.SubmitAsync("The same words.")).Id);
        var others = await engine.RunAsync((await engine.SubmitAsync("The same words.", Bob)).Id);
        var unlike = await engine.RunAsync((await engine.SubmitAsync("The same words.", document: Document() with { Options = new() { MaxPages = 3 } })).Id);
        var afresh = await engine.RunAsync((await engine.SubmitAsync("The same words.", document: Document() with { Options = new() { ReuseResults = false } })).Id);

        Assert.Equal(first.DocumentId, second.ReusedFrom);
        Assert.All([first, others, unlike, afresh], job => Assert.Null(job.ReusedFrom));
        Assert.All([first, second, others, unlike, afresh], job => Assert.Equal(JobStatus.Completed, job.Status));
    }

    [Fact]
    public async Task Deleting_a_document_leaves_the_one_that_reused_its_results_whole()
    {
        await using var engine = new TestEngine();
        var first = await engine.RunAsync((await engine.SubmitAsync("The same words.")).Id);
        var second = await engine.RunAsync((await engine.SubmitAsync("The same words.")).Id);

        await engine.Documents.DeleteAsync(Alice, first.DocumentId, Token);

        var sections = await (await engine.Documents.ReadTextAsync(Alice, second.DocumentId, Token)).ToListAsync(Token);
        Assert.Equal("The same words.", Assert.Single(sections).Text);
        Assert.Equal(second.DocumentId, Assert.Single(await engine.Documents.SearchAsync(Alice, "words", 10, 0, Token)).DocumentId);
    }

    [Fact]
    public async Task Deleting_a_document_removes_all_that_belongs_to_it()
    {
        await using var engine = new TestEngine();
        var job = await engine.RunAsync((await engine.SubmitAsync("Gone soon.")).Id);

        await RefusedAsync(ErrorCodes.DocumentNotFound, () => engine.Documents.DeleteAsync(Bob, job.DocumentId, Token));
        await engine.Documents.DeleteAsync(Alice, job.DocumentId, Token);

        Assert.Empty(await engine.ObjectsAsync());
        Assert.Null(await engine.JobStore.FindAsync(job.Id, Token));
        Assert.Empty(await engine.Documents.SearchAsync(Alice, "gone", 10, 0, Token));
        await RefusedAsync(ErrorCodes.DocumentNotFound, () => engine.Documents.GetAsync(Alice, job.DocumentId, Token));
    }

    [Fact]
    public async Task A_deletion_that_a_crash_cut_short_is_finished_by_housekeeping()
    {
        await using var engine = new TestEngine();
        var job = await engine.RunAsync((await engine.SubmitAsync("Gone soon.")).Id);
        await engine.JobStore.TryUpdateAsync(job with { DeletedAt = engine.Clock.GetUtcNow() }, null, Token);

        await RefusedAsync(ErrorCodes.DocumentNotFound, () => engine.Documents.GetAsync(Alice, job.DocumentId, Token));
        await engine.HousekeepAsync();

        Assert.Empty(await engine.ObjectsAsync());
        Assert.Null(await engine.JobStore.FindAsync(job.Id, Token));
    }

    [Fact]
    public async Task A_document_that_is_not_at_its_end_cannot_be_deleted()
    {
        await using var engine = new TestEngine();
        var job = await engine.SubmitAsync("Waiting.");

        await RefusedAsync(ErrorCodes.JobStatusConflict, () => engine.Documents.DeleteAsync(Alice, job.DocumentId, Token));
    }

    [Fact]
    public async Task A_sink_that_fails_is_told_again_with_the_same_id()
    {
        var sink = new FailingOnceSink();
        await using var engine = new TestEngine(builder => builder.Services.AddSingleton<INotificationSink>(sink));
        var job = await engine.RunAsync((await engine.SubmitAsync("Tell me.")).Id);
        await sink.Failed.Task.WaitAsync(TimeSpan.FromSeconds(10), Token);
        Assert.Null((await engine.FindAsync(job.Id)).SettledAt);

        await engine.HousekeepAsync();
        await engine.HousekeepAsync();

        Assert.Equal(2, sink.Received.Count);
        Assert.Single(sink.Received.Select(notification => notification.Id).Distinct());
        Assert.Equal("job_completed", sink.Received[0].Kind);
        Assert.NotNull((await engine.FindAsync(job.Id)).SettledAt);
    }

    [Fact]
    public async Task A_sink_that_times_out_by_its_own_clock_keeps_no_other_chore_from_being_done()
    {
        var sink = new TimingOutSink();
        await using var engine = new TestEngine(builder => builder.Services.AddSingleton<INotificationSink>(sink));
        await engine.RunAsync((await engine.SubmitAsync("Tell me.")).Id);
        var deleted = await engine.RunAsync((await engine.SubmitAsync("Gone soon.")).Id);
        await engine.JobStore.TryUpdateAsync(deleted with { DeletedAt = engine.Clock.GetUtcNow() }, null, Token);

        await engine.HousekeepAsync();

        Assert.Null(await engine.JobStore.FindAsync(deleted.Id, Token));
        Assert.True(sink.Calls >= 2);
    }

    [Fact]
    public async Task A_sink_that_fails_for_too_long_is_given_up()
    {
        var sink = new TimingOutSink();
        await using var engine = new TestEngine(builder => builder.Services.AddSingleton<INotificationSink>(sink));
        var job = await engine.RunAsync((await engine.SubmitAsync("Tell me.")).Id);
        await engine.HousekeepAsync();
        Assert.Null((await engine.FindAsync(job.Id)).SettledAt);

        engine.Clock.Advance(TimeSpan.FromHours(25));
        await engine.HousekeepAsync();

        Assert.NotNull((await engine.FindAsync(job.Id)).SettledAt);
    }

    [Fact]
    public async Task What_a_crash_left_of_a_cancelled_job_is_removed_by_housekeeping()
    {
        await using var engine = new TestEngine();
        var job = await engine.SubmitAsync("Found for a moment.");
        var leased = await engine.JobStore.TryLeaseAsync(job.Id, "victim", TimeSpan.FromSeconds(30), Token);
        var index = engine.Get<IDocumentIndex>();
        await index.UpsertAsync(
            new IndexedDocument(job.DocumentId, job.Owner, job.FileName, null, leased!.Fence),
            new[] { new DocumentSection(SectionKind.Text, 1, "Found for a moment.") }.ToAsyncEnumerable(),
            Token);
        await engine.Storage.PutAsync(ObjectKey.Parse($"documents/{job.DocumentId}/artifacts/1/half", null), new MemoryStream([1]), null, Token);

        // The worker dies right after the write that ends the job.
        await engine.JobStore.TryUpdateAsync(leased with { Status = JobStatus.Cancelled, Lease = null, FinishedAt = engine.Clock.GetUtcNow() }, null, Token);
        Assert.Single(await engine.Documents.SearchAsync(Alice, "moment", 10, 0, Token));
        await engine.HousekeepAsync();

        Assert.Empty(await engine.Documents.SearchAsync(Alice, "moment", 10, 0, Token));
        Assert.Equal([job.ContentKey.Value], await engine.ObjectsAsync());
        Assert.NotNull((await engine.FindAsync(job.Id)).SettledAt);
    }

    [Fact]
    public async Task Clean_up_after_an_old_lease_leaves_a_newer_ones_artifacts_alone()
    {
        await using var engine = new TestEngine();
        var job = await engine.SubmitAsync("Twice.");
        var old = await engine.JobStore.TryLeaseAsync(job.Id, "old", TimeSpan.FromSeconds(1), Token);
        engine.Clock.Advance(TimeSpan.FromSeconds(2));
        var done = await engine.RunAsync(job.Id);

        await engine.Get<JobLeftovers>().DeleteUnreferencedAsync(old!, Token);

        Assert.Equal(2, done.Fence);
        Assert.Equal("Twice.", Assert.Single(await (await engine.Documents.ReadTextAsync(Alice, job.DocumentId, Token)).ToListAsync(Token)).Text);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_upload_whose_start_nobody_got_to_know_of_goes_with_the_jobs_end(bool cancelled)
    {
        await using var engine = new TestEngine();
        var job = await engine.SubmitAsync("some text");
        await engine.Storage.InitiateMultipartAsync(job.ContentKey, 10, TestEngine.PartSize, null, Token);
        await engine.Storage.InitiateMultipartAsync(DocumentKeys.Artifact(job.DocumentId, 0, "sections"), 10, TestEngine.PartSize, null, Token);
        var ofLaterLease = await engine.Storage.InitiateMultipartAsync(DocumentKeys.Artifact(job.DocumentId, 9, "sections"), 10, TestEngine.PartSize, null, Token);

        if (cancelled)
        {
            await engine.Jobs.CancelAsync(TestEngine.Alice, job.Id, Token);
        }
        else
        {
            Assert.Equal(JobStatus.Completed, (await engine.RunAsync(job.Id)).Status);
        }

        await engine.HousekeepAsync();

        var left = await engine.Storage.ListMultipartAsync(string.Empty, Token).Select(upload => upload.Id).ToListAsync(Token);
        Assert.Equal([ofLaterLease.Id], left);
    }

    [Fact]
    public async Task A_job_whose_ticket_was_lost_is_enqueued_again()
    {
        await using var engine = new TestEngine();
        var job = await engine.SubmitAsync("Lost.");
        Assert.True(await engine.Get<IJobQueue>().RemoveAsync(job.Id, Token));

        await engine.ReconcileAsync();

        Assert.True(await engine.Get<IJobQueue>().RemoveAsync(job.Id, Token));
    }

    private sealed class TimingOutSink : INotificationSink
    {
        public int Calls { get; private set; }

        public Task SendAsync(Notification notification, CancellationToken cancellationToken)
        {
            Calls++;

            // What HttpClient throws when its own time-out has passed.
            throw new TaskCanceledException("The receiver is slow.", new TimeoutException());
        }
    }

    private sealed class FailingOnceSink : INotificationSink
    {
        public List<Notification> Received { get; } = [];

        public TaskCompletionSource Failed { get; } = new();

        public Task SendAsync(Notification notification, CancellationToken cancellationToken)
        {
            Received.Add(notification);
            if (Received.Count > 1)
            {
                return Task.CompletedTask;
            }

            Failed.SetResult();
            throw new HttpRequestException("The receiver is away.");
        }
    }
}
