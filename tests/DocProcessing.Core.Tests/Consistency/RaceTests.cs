using DocProcessing.Conformance;
using DocProcessing.Core.Tests.Engine;
using DocProcessing.Uploads;
using Microsoft.Extensions.DependencyInjection;
using static DocProcessing.Core.Tests.Engine.TestEngine;

namespace DocProcessing.Core.Tests.Consistency;

/// <summary>The check beside living uploads, workers and owners: each thing happens at the very moment that could mislead it.</summary>
public sealed class RaceTests : IAsyncDisposable
{
    private readonly StageScript _script = new();
    private readonly CheckedEngine _checked;

    public RaceTests() => _checked = new CheckedEngine(builder =>
    {
        builder.Services.AddSingleton(_script);
        builder.AddStage<ScriptedStage>(StageScript.StageName, after: StageNames.Extraction);
        builder.Services.Configure<JobOptions>(options => (options.MaxProcessingTime, options.MaxStageTime) = (TimeSpan.FromHours(20), TimeSpan.FromHours(20)));
    });

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TestEngine Engine => _checked.Engine;

    public ValueTask DisposeAsync() => _checked.DisposeAsync();

    [Fact]
    public async Task A_document_that_is_deleted_while_it_is_looked_at_is_no_finding()
    {
        var job = await _checked.CompletedAsync();
        OnceBefore(StorageOperation.Stat, job.ContentKey.Value, () => Engine.Documents.DeleteAsync(Alice, job.DocumentId, Token));

        Assert.Empty((await _checked.RepairAsync()).Findings);
        Assert.Null(await Engine.JobStore.FindAsync(job.Id, Token));
    }

    [Fact]
    public async Task A_document_that_is_marked_as_deleted_is_housekeepings_alone()
    {
        var job = await _checked.CompletedAsync();
        await Engine.JobStore.TryUpdateAsync(job with { DeletedAt = Engine.Clock.GetUtcNow() }, null, Token);
        await Engine.Storage.DeleteAsync(job.ContentKey, Token);
        _checked.Age();
        var before = await Engine.ObjectsAsync();

        Assert.Empty((await _checked.RepairAsync()).Findings);
        Assert.Equal(before, await Engine.ObjectsAsync());
    }

    [Fact]
    public async Task An_orphan_that_somebody_else_deletes_meanwhile_is_no_finding()
    {
        var gone = await _checked.OrphanAsync();
        _checked.Age();
        OnceBefore(StorageOperation.Stat, gone.ContentKey.Value, () => Engine.Storage.DeleteAsync(gone.ContentKey, Token));

        var report = await _checked.RepairAsync();

        Assert.DoesNotContain(report.Findings, finding => finding.Key == gone.ContentKey);
        Assert.NotEmpty(report.Findings);
    }

    [Fact]
    public async Task What_a_running_job_is_about_to_put_on_record_stays_however_old_it_is()
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var letGo = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _script.Act = async (context, token) =>
        {
            await context.WriteArtifactAsync("early", (stream, stop) => stream.WriteAsync("text"u8.ToArray(), stop).AsTask(), token);
            written.SetResult();
            await letGo.Task.WaitAsync(token);
        };
        var submitted = await Engine.SubmitAsync("Some words.");
        var running = Engine.DeliverAsync(submitted.Id);
        await written.Task.WaitAsync(Token);
        Engine.Clock.Advance(TimeSpan.FromHours(2));

        var report = await _checked.RepairAsync(new ConsistencyRequest { SafeAge = TimeSpan.FromHours(1) });
        letGo.SetResult();
        await running;

        Assert.Empty(report.Findings);
        var job = await Engine.FindAsync(submitted.Id);
        Assert.Equal(JobStatus.Completed, job.Status);
        Assert.NotNull(await Engine.Storage.StatAsync(job.Artifacts["early"], Token));
    }

    [Fact]
    public async Task An_upload_that_goes_on_for_days_loses_nothing()
    {
        var content = Bytes(3 * PartSize);
        var session = await Engine.InitiateAsync(content.Length);
        for (var number = 1; number <= 3; number++)
        {
            await Engine.SendPartAsync(session, number, PartOf(content, session, number));
            Engine.Clock.Advance(TimeSpan.FromHours(20));
            Assert.Empty((await _checked.RepairAsync(new ConsistencyRequest { SafeAge = TimeSpan.FromHours(1) })).Findings);
        }

        var job = await Engine.RunAsync((await Engine.Uploads.CompleteAsync(Alice, session.Id, Token)).Id);

        Assert.Equal(Sha256(content), job.ContentChecksum);
    }

    [Fact]
    public async Task An_upload_that_is_completed_while_it_is_looked_at_is_no_finding()
    {
        var content = Bytes(PartSize);
        var session = await Engine.InitiateAsync(content.Length);
        await Engine.SendPartAsync(session, 1, content);
        OnceBefore(StorageOperation.ListMultipart, session.ContentKey.Value, () => Engine.Uploads.CompleteAsync(Alice, session.Id, Token));

        Assert.Empty((await _checked.RepairAsync()).Findings);
    }

    [Fact]
    public async Task A_document_that_was_joined_and_is_not_yet_on_record_stays()
    {
        var content = Bytes(PartSize);
        var session = await Engine.InitiateAsync(content.Length);
        var part = await Engine.SendPartAsync(session, 1, content);
        await Engine.Storage.CompleteMultipartAsync(new MultipartUpload(session.ContentKey, session.StorageUploadId!, content.Length, session.PartSize), [part.Part], Token);
        Engine.Clock.Advance(TimeSpan.FromHours(10));

        Assert.Empty((await _checked.RepairAsync(new ConsistencyRequest { SafeAge = TimeSpan.FromHours(1) })).Findings);
        Assert.Equal(JobStatus.Pending, (await Engine.Uploads.CompleteAsync(Alice, session.Id, Token)).Status);
    }

    [Fact]
    public async Task A_failed_job_that_is_run_again_meanwhile_keeps_what_it_has()
    {
        _script.Act = (_, _) => throw new DocumentProcessingException(ErrorCategory.Unavailable, "away", "Away.");
        var job = await _checked.CompletedAsync();
        while (job.Status != JobStatus.Failed)
        {
            Engine.Clock.Advance(TimeSpan.FromMinutes(10));
            job = await Engine.RunAsync(job.Id);
        }

        await Engine.HousekeepAsync();
        var sections = job.Artifacts[ArtifactNames.Sections];
        _checked.Age();
        _script.Act = (_, _) => Task.CompletedTask;
        OnceBefore(StorageOperation.Stat, sections.Value, () => Engine.Jobs.RetryAsync(Alice, job.Id, Token));

        Assert.Empty((await _checked.RepairAsync()).Findings);
        Assert.Equal(JobStatus.Completed, (await Engine.RunAsync(job.Id)).Status);
    }

    /// <summary>Lets something happen once, just before a call of storage is answered.</summary>
    private void OnceBefore(StorageOperation operation, string key, Func<Task> happens)
    {
        var happened = false;
        _checked.Plan = call =>
        {
            if (happened || call.Operation != operation || call.Key != key)
            {
                return null;
            }

            happened = true;
            return new StorageFault.Slow(happens());
        };
    }
}
