using System.Net;
using DocProcessing.Client.Tests.Hosting;
using DocProcessing.EndToEnd.Documents;
using DocProcessing.EndToEnd.Hosting;
using DocProcessing.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace DocProcessing.Client.Tests;

public sealed class DocumentTests(ClientHost shared) : ClientTest(shared)
{
    [Fact(Timeout = 90_000)]
    public async Task Whatever_the_host_knows_of_a_document_comes_typed()
    {
        var client = NewClient();
        var report = Samples.All[0];
        var receipt = await client.UploadFileAsync(
            Path.Combine(BuildOutput.Documents, report.FileName), new DocumentUploadOptions { DocumentType = "report", Priority = JobPriority.High });
        var steps = await client.WatchAsync(receipt.JobId).ToListAsync(Cancelled);

        var job = await client.Jobs.GetAsync(receipt.JobId);
        Assert.Equal((JobStatus.Completed, JobPriority.High, report.FileName, "report"), (job.Status, job.Priority, job.FileName, job.DocumentType));
        Assert.Equal((100, "application/pdf", receipt.DocumentId), (job.Progress, job.ContentType, job.DocumentId));
        Assert.NotNull(job.FinishedAt);
        Assert.Equal(steps, await client.Jobs.GetHistoryAsync(receipt.JobId).ToListAsync(Cancelled));
        Assert.Equal(receipt.JobId, Assert.Single(await client.Jobs.ListAsync([JobStatus.Completed]).ToListAsync(Cancelled)).JobId);
        Assert.Empty(await client.Jobs.ListAsync([JobStatus.Failed, JobStatus.Cancelled]).ToListAsync(Cancelled));

        var document = await client.Documents.GetAsync(receipt.DocumentId);
        Assert.Equal((report.FileName, job.FileSize, "sha256"), (document.FileName, document.FileSize, document.ContentChecksum?.Algorithm));
        var analysis = await client.Documents.GetAnalysisAsync(receipt.DocumentId);
        Assert.Equal((report.Title, report.Pages), (analysis.Title, analysis.PageCount));
        Assert.Contains(report.Phrase, await client.Documents.GetTextAsync(receipt.DocumentId), StringComparison.Ordinal);
        var hit = Assert.Single(await client.Documents.SearchAsync($"\"{report.Phrase}\""));
        Assert.Equal(receipt.DocumentId, hit.DocumentId);
        Assert.Contains("<mark>", hit.Snippet, StringComparison.Ordinal);

        var conflict = await Assert.ThrowsAsync<DocumentProcessingClientException>(() => client.Jobs.CancelAsync(receipt.JobId));
        Assert.Equal((HttpStatusCode.Conflict, "job_status_conflict"), (conflict.Status, conflict.Code));
        Assert.Equal("completed", conflict.Problem?.GetProperty("job_status").GetString());
        await client.Documents.DeleteAsync(receipt.DocumentId);
        Assert.Equal("document_not_found", (await Assert.ThrowsAsync<DocumentProcessingClientException>(() => client.Documents.GetAsync(receipt.DocumentId))).Code);
    }

    [Fact(Timeout = 90_000)]
    public async Task A_download_goes_on_where_it_broke()
    {
        var file = NewFile(1, 500_000);
        var client = NewClient(options => options.MaxRetries = 1);
        var receipt = await client.UploadFileAsync(file);
        await RequireArrivedAsync(file, receipt);
        Proxy.Plan = (_, path, _) => path.EndsWith("/content", StringComparison.Ordinal) ? new RequestFault(RequestFaultKind.CutAnswer, 150_000) : RequestFault.None;
        using var copy = new MemoryStream();

        await client.Documents.DownloadAsync(receipt.DocumentId, copy);

        Assert.Equal(await File.ReadAllBytesAsync(file, Cancelled), copy.ToArray());
        Assert.InRange(Proxy.Requests.Count(request => request.Path.EndsWith("/content", StringComparison.Ordinal)), 4, 6);
    }

    [Fact(Timeout = 90_000)]
    public async Task A_document_whose_deletion_was_not_answered_is_deleted()
    {
        var file = NewFile(2, 1000);
        var client = NewClient();
        var receipt = await client.UploadFileAsync(file);
        await RequireArrivedAsync(file, receipt);
        var lost = 0;
        Proxy.Plan = (method, _, _) => method == "DELETE" && Interlocked.Exchange(ref lost, 1) == 0 ? new RequestFault(RequestFaultKind.LoseAnswer) : RequestFault.None;

        await client.Documents.DeleteAsync(receipt.DocumentId);

        (await User.GetAsync($"/{receipt.DocumentId}")).Require(404);
    }

    [Fact(Timeout = 90_000)]
    public async Task A_service_collection_gives_a_client_that_works()
    {
        await using var services = new ServiceCollection()
            .AddDocumentProcessingClient(options => (options.BaseAddress, options.AccessToken) = (Host.Address, (_, _) => ValueTask.FromResult(User.Token)))
            .Services.BuildServiceProvider();

        Assert.Empty(await services.GetRequiredService<DocumentProcessingClient>().Jobs.ListAsync().ToListAsync(Cancelled));
    }

    [Fact]
    public async Task Wrong_settings_are_told_all_at_once()
    {
        await using var services = new ServiceCollection().AddDocumentProcessingClient(options => options.MaxRetries = -1).Services.BuildServiceProvider();

        var error = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<DocumentProcessingClient>());
        Assert.Equal(2, error.Failures.Count());
    }
}
