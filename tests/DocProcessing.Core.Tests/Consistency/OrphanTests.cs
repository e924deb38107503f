using DocProcessing.Conformance;
using DocProcessing.Uploads;
using static DocProcessing.Core.Tests.Engine.TestEngine;

namespace DocProcessing.Core.Tests.Consistency;

/// <summary>What lies in storage and is on no record.</summary>
public sealed class OrphanTests : IAsyncDisposable
{
    private readonly CheckedEngine _checked = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _checked.DisposeAsync();

    [Fact]
    public async Task Where_all_fits_together_nothing_is_found_and_nothing_is_touched()
    {
        var session = await _checked.Engine.InitiateAsync(2 * PartSize);
        await _checked.Engine.SendPartAsync(session, 1, Bytes(PartSize));
        await _checked.CompletedAsync();
        await _checked.Engine.SubmitAsync("Waits for a worker.");
        _checked.Age();
        var before = await _checked.Engine.ObjectsAsync();

        var report = await _checked.RepairAsync(new ConsistencyRequest { VerifyChecksums = true });

        Assert.Empty(report.Findings);
        Assert.Equal(new ConsistencyProgress(before.Count, 1, 3, 0), report.Looked);
        Assert.Equal(before, await _checked.Engine.ObjectsAsync());
    }

    [Fact]
    public async Task Objects_of_a_document_without_a_record_are_reported_and_deleted_on_request()
    {
        var gone = await _checked.OrphanAsync();
        var prefix = DocumentKeys.Prefix(gone.DocumentId);
        var before = await _checked.Engine.ObjectsAsync();
        _checked.Age();

        var report = await _checked.CheckAsync();

        Assert.Equal(before.Count(key => key.StartsWith(prefix, StringComparison.Ordinal)), report.Counts[ConsistencyFindingKind.OrphanedObject]);
        Assert.All(report.Findings, finding => Assert.Equal((gone.DocumentId, null, false), (finding.DocumentId, finding.JobId, finding.Repaired)));
        Assert.Equal(before, await _checked.Engine.ObjectsAsync());

        var repaired = await _checked.RepairAsync();

        Assert.Equal(report.Findings.Count, repaired.Repaired);
        Assert.Equal(before.Where(key => !key.StartsWith(prefix, StringComparison.Ordinal)), await _checked.Engine.ObjectsAsync());
        Assert.Empty((await _checked.CheckAsync()).Findings);
        var audited = await _checked.Engine.Get<IAuditTrail>().ListAsync(new AuditQuery { Actor = CheckedEngine.Admin.UserId }, Token);
        Assert.Equal(report.Findings.Count, audited.Count);
        Assert.All(audited, entry => Assert.Equal(("storage.repaired", gone.DocumentId.Value), (entry.Action, entry.Subject)));
    }

    [Fact]
    public async Task What_is_younger_than_the_safe_age_is_left_alone()
    {
        await _checked.OrphanAsync();
        _checked.Engine.Clock.Advance(TimeSpan.FromHours(23));

        Assert.Empty((await _checked.RepairAsync()).Findings);
        Assert.NotEmpty((await _checked.RepairAsync(new ConsistencyRequest { SafeAge = TimeSpan.FromHours(2) })).Findings);
    }

    [Fact]
    public async Task Records_that_were_begun_anew_delete_no_document_of_before()
    {
        var before = await _checked.CompletedAsync("Its record is in the lost database.");
        await _checked.Engine.JobStore.DeleteAsync(before.Id, Token);
        _checked.Age();
        await _checked.CompletedAsync("On record in the new one.");
        var objects = await _checked.Engine.ObjectsAsync();

        var report = await _checked.RepairAsync();

        Assert.NotEmpty(report.Findings);
        Assert.Equal(0, report.Repaired);
        Assert.Equal(objects, await _checked.Engine.ObjectsAsync());
    }

    [Fact]
    public async Task Records_of_an_earlier_time_than_the_documents_delete_none_of_them()
    {
        await _checked.CompletedAsync("On record.");
        _checked.Engine.Clock.Advance(TimeSpan.FromSeconds(1));
        var lost = await _checked.CompletedAsync("Stored after the backup of the records was taken.");
        await _checked.Engine.JobStore.DeleteAsync(lost.Id, Token);
        _checked.Age();
        var before = await _checked.Engine.ObjectsAsync();

        var report = await _checked.RepairAsync();

        Assert.NotEmpty(report.Findings);
        Assert.Equal(0, report.Repaired);
        Assert.Equal(before, await _checked.Engine.ObjectsAsync());
    }

    [Fact]
    public async Task An_artifact_that_an_ended_job_does_not_name_is_deleted()
    {
        var job = await _checked.CompletedAsync();
        var leftover = (await _checked.PutAsync(DocumentKeys.Artifact(job.DocumentId, job.Fence, "half").Value)).Key;
        var ofLaterLease = (await _checked.PutAsync(DocumentKeys.Artifact(job.DocumentId, job.Fence + 1, "sections").Value)).Key;
        _checked.Age();

        var finding = Assert.Single((await _checked.RepairAsync()).Findings);

        Assert.Equal((ConsistencyFindingKind.OrphanedObject, leftover, job.Id, true), (finding.Kind, finding.Key, finding.JobId, finding.Repaired));
        Assert.Null(await _checked.Engine.Storage.StatAsync(leftover, Token));
        Assert.NotNull(await _checked.Engine.Storage.StatAsync(ofLaterLease, Token));
        Assert.NotEmpty(await (await _checked.Engine.Documents.ReadTextAsync(Alice, job.DocumentId, Token)).ToListAsync(Token));
    }

    [Fact]
    public async Task Bytes_that_came_after_an_upload_was_cancelled_are_deleted()
    {
        var session = await _checked.Engine.InitiateAsync(PartSize);
        await _checked.Engine.Uploads.CancelAsync(Alice, session.Id, Token);
        await _checked.PutAsync(session.ContentKey.Value);
        _checked.Age();

        Assert.Equal(session.ContentKey, Assert.Single((await _checked.RepairAsync()).Findings).Key);
        Assert.Empty(await _checked.Engine.ObjectsAsync());
    }

    [Theory]
    [InlineData("documents/readme.txt")]
    [InlineData("documents/0123456789abcdef0123456789abcdef")]
    [InlineData("documents/0123456789abcdef0123456789abcdef/other")]
    [InlineData("documents/0123456789abcdef0123456789abcdef/artifacts/x/sections")]
    [InlineData("documents/0123456789abcdef0123456789abcdef/artifacts/1/a/b")]
    [InlineData("documents-of-others/0123456789abcdef0123456789abcdef/content")]
    [InlineData("backup/documents/0123456789abcdef0123456789abcdef/content")]
    public async Task What_belongs_to_another_application_is_never_touched(string key)
    {
        await _checked.PutAsync(key);
        await _checked.Engine.Storage.InitiateMultipartAsync(ObjectKey.Parse(key + "x", null), 10, 10, null, Token);
        await _checked.CompletedAsync();
        _checked.Age();

        var report = await _checked.RepairAsync();

        Assert.Empty(report.Findings);
        Assert.Equal(key.StartsWith("documents/", StringComparison.Ordinal) ? 2 : 0, report.ForeignKeys);
        Assert.Contains(key, await _checked.Engine.ObjectsAsync());
        Assert.Single(await _checked.Engine.Storage.ListMultipartAsync(string.Empty, Token).ToListAsync(Token));
    }

    [Fact]
    public async Task Uploads_that_nobody_owns_are_aborted_and_the_open_one_goes_on()
    {
        var content = Bytes(2 * PartSize);
        var session = await _checked.Engine.InitiateAsync(content.Length);
        await _checked.Engine.SendPartAsync(session, 1, PartOf(content, session, 1));
        var repeated = await _checked.Engine.Storage.InitiateMultipartAsync(session.ContentKey, content.Length, PartSize, null, Token);
        _checked.Engine.Clock.Advance(TimeSpan.FromSeconds(1));
        var unknown = await _checked.Engine.Storage.InitiateMultipartAsync(DocumentKeys.Content(DocumentId.Create(_checked.Engine.Clock)), 10, 10, null, Token);
        _checked.Engine.Clock.Advance(TimeSpan.FromSeconds(1));
        await _checked.CompletedAsync();
        _checked.Age();

        var report = await _checked.RepairAsync();

        Assert.Equal(new[] { repeated.Id, unknown.Id }.Order(), report.Findings.Select(finding => finding.StorageUploadId).Order());
        Assert.All(report.Findings, finding => Assert.Equal((ConsistencyFindingKind.OrphanedUpload, true), (finding.Kind, finding.Repaired)));
        await _checked.Engine.SendPartAsync(session, 2, PartOf(content, session, 2));
        var job = await _checked.Engine.RunAsync((await _checked.Engine.Uploads.CompleteAsync(Alice, session.Id, Token)).Id);
        Assert.Equal(Sha256(content), job.ContentChecksum);
    }

    [Fact]
    public async Task An_object_that_cannot_be_deleted_does_not_keep_the_rest_from_being_repaired()
    {
        await _checked.OrphanAsync();
        _checked.Age();
        var retained = (await _checked.CheckAsync()).Findings[0].Key;
        _checked.Plan = call => call.Operation == StorageOperation.Delete && call.Key == retained.Value ? new StorageFault.Fail(new StorageException("Retained.")) : null;

        var report = await _checked.RepairAsync();

        Assert.Equal(report.Findings.Count - 1, report.Repaired);
        Assert.False(report.Findings[0].Repaired);
        Assert.Equal(retained, Assert.Single((await _checked.CheckAsync()).Findings).Key);
    }
}
