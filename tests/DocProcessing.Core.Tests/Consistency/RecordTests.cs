using DocProcessing.Core.Tests.Compression;
using Microsoft.Extensions.DependencyInjection;
using static DocProcessing.Core.Tests.Engine.TestEngine;

namespace DocProcessing.Core.Tests.Consistency;

/// <summary>What is on record, and is gone from storage or differs. It is told, and never changed.</summary>
public sealed class RecordTests : IAsyncDisposable
{
    private readonly CheckedEngine _checked = new(builder => builder.UseCompressionAtRest());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _checked.DisposeAsync();

    [Fact]
    public async Task A_document_whose_bytes_are_gone_is_reported_and_its_record_kept()
    {
        var job = await _checked.CompletedAsync();
        await _checked.Engine.Storage.DeleteAsync(job.ContentKey, Token);
        _checked.Age();

        var finding = Assert.Single((await _checked.RepairAsync()).Findings);

        Assert.Equal(
            new ConsistencyFinding(ConsistencyFindingKind.MissingContent, job.ContentKey, job.DocumentId) { JobId = job.Id, ExpectedBytes = job.FileSize }, finding);
        Assert.Equal(job, await _checked.Engine.FindAsync(job.Id));
    }

    [Fact]
    public async Task A_result_that_is_gone_is_reported()
    {
        var job = await _checked.CompletedAsync();
        await _checked.Engine.Storage.DeleteAsync(job.Artifacts[ArtifactNames.Sections], Token);

        var finding = Assert.Single((await _checked.RepairAsync()).Findings);

        Assert.Equal((ConsistencyFindingKind.MissingArtifact, job.Artifacts[ArtifactNames.Sections]), (finding.Kind, finding.Key));
    }

    [Fact]
    public async Task A_document_of_another_size_is_reported_with_both_sizes()
    {
        var job = await _checked.CompletedAsync();
        await _checked.PutAsync(job.ContentKey.Value, "short");

        var finding = Assert.Single((await _checked.RepairAsync()).Findings);

        Assert.Equal((ConsistencyFindingKind.SizeMismatch, job.FileSize, 5L), (finding.Kind, finding.ExpectedBytes, finding.FoundBytes));
    }

    [Fact]
    public async Task Other_bytes_of_the_same_size_are_found_by_the_checksum_when_asked_for()
    {
        var job = await _checked.CompletedAsync();
        await _checked.PutAsync(job.ContentKey.Value, new string('x', (int)job.FileSize));

        Assert.Empty((await _checked.CheckAsync()).Findings);
        var finding = Assert.Single((await _checked.CheckAsync(new ConsistencyRequest { VerifyChecksums = true })).Findings);

        Assert.Equal((ConsistencyFindingKind.ChecksumMismatch, job.Id), (finding.Kind, finding.JobId));
    }

    [Fact]
    public async Task Sizes_and_checksums_are_those_of_the_content_where_it_is_compressed()
    {
        var text = System.Text.Encoding.ASCII.GetString(MadeText.Bytes(300_000));
        var job = await _checked.CompletedAsync(text);
        var stored = await _checked.Engine.Storage.StatAsync(job.ContentKey, Token);
        Assert.True(stored!.StoredLength < stored.Length);

        Assert.Empty((await _checked.CheckAsync(new ConsistencyRequest { VerifyChecksums = true })).Findings);
    }

    [Fact]
    public async Task An_object_that_storage_cannot_give_is_reported_and_the_check_goes_on()
    {
        var job = await _checked.CompletedAsync();
        var other = await _checked.CompletedAsync("Another one.");
        await _checked.Engine.Storage.DeleteAsync(other.ContentKey, Token);
        _checked.Plan = call => call.Operation == Conformance.StorageOperation.Stat && call.Key == job.ContentKey.Value
            ? new Conformance.StorageFault.Fail(new StorageException("Damaged."))
            : null;

        var report = await _checked.CheckAsync();

        Assert.Equal(
            [(ConsistencyFindingKind.MissingContent, other.Id), (ConsistencyFindingKind.Unreadable, job.Id)],
            report.Findings.Select(finding => (finding.Kind, finding.JobId!.Value)).OrderBy(finding => finding.Kind));
    }

    [Fact]
    public async Task An_upload_whose_parts_storage_has_lost_is_reported()
    {
        var lost = await _checked.Engine.InitiateAsync(2 * PartSize);
        var kept = await _checked.Engine.InitiateAsync(2 * PartSize);
        await _checked.Engine.SendPartAsync(kept, 1, Bytes(PartSize));
        await _checked.Engine.Storage.AbortMultipartAsync(lost.ContentKey, lost.StorageUploadId!, Token);

        var finding = Assert.Single((await _checked.RepairAsync()).Findings);

        Assert.Equal((ConsistencyFindingKind.MissingUpload, lost.JobId), (finding.Kind, finding.JobId));
    }
}
