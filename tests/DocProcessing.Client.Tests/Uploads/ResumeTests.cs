using DocProcessing.Client.Tests.Cli;
using DocProcessing.Client.Tests.Hosting;
using DocProcessing.Testing;

namespace DocProcessing.Client.Tests.Uploads;

public sealed class ResumeTests(ClientHost shared) : ClientTest(shared)
{
    private const int Parts = 6;

    private static readonly RequestFault Held = RequestFault.None with { Delay = TimeSpan.FromMinutes(10) };

    [Fact(Timeout = 120_000)]
    public async Task After_the_client_was_killed_the_next_one_sends_only_what_is_missing()
    {
        var file = NewFile(1, (Parts * PartSize) - 100);
        HoldPartsAfter(2);
        await using (var killed = CliProcess.Start(Files, User.Token, ["upload", file, "--server", Proxy.Address.ToString()]))
        {
            await WaitForPartsAsync(2);
            killed.Kill();
        }

        var before = Proxy.Requests.Count;
        Proxy.Plan = (_, _, _) => RequestFault.None;
        await using var second = CliProcess.Start(Files, User.Token, ["upload", file, "--json", "--server", Proxy.Address.ToString()]);
        Assert.Equal(0, await second.EndAsync());

        Assert.Equal([3, 4, 5, 6], Proxy.Requests.Skip(before).Where(IsChunk).Select(PartOf).Order());
        Assert.All(AcceptedParts(), part => Assert.Equal(1, part.Value));
        var uploaded = second.Json().Single(line => line["type"]!.GetValue<string>() == "uploaded");
        await RequireArrivedAsync(file, new UploadReceipt(uploaded["job_id"]!.GetValue<string>(), uploaded["document_id"]!.GetValue<string>(), JobStatus.Pending));
    }

    [Fact(Timeout = 120_000)]
    public async Task An_upload_whose_initiate_was_never_answered_is_the_same_one_the_next_time()
    {
        var file = NewFile(2, 1000);
        var options = new DocumentUploadOptions { ResumeStore = new FileUploadResumeStore(Path.Combine(Files.FullName, "uploads")) };
        Proxy.Plan = (_, path, _) => path.EndsWith("/initiate", StringComparison.Ordinal) ? new RequestFault(RequestFaultKind.LoseAnswer) : RequestFault.None;
        var client = NewClient(patient => patient.MaxRetries = 0);
        var error = await Assert.ThrowsAsync<DocumentProcessingClientException>(() => client.UploadFileAsync(file, options));
        Assert.Null(error.Status);
        Assert.Equal(DocumentProcessingClientException.Unreachable, error.Code);
        var begun = Assert.Single(await NewClient().Uploads.ListAsync());

        Proxy.Plan = (_, _, _) => RequestFault.None;
        await using var upload = client.Uploads.StartFile(file, options);
        var receipt = await upload.Completion;

        Assert.Equal(begun.UploadId, (await upload.Started).UploadId);
        await RequireArrivedAsync(file, receipt);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_upload_that_the_host_no_longer_has_begins_anew()
    {
        var file = NewFile(3, Parts * PartSize);
        var options = new DocumentUploadOptions { ResumeStore = new FileUploadResumeStore(Path.Combine(Files.FullName, "uploads")) };
        var client = NewClient();
        HoldPartsAfter(1);
        string first;
        await using (var stopped = client.Uploads.StartFile(file, options))
        {
            await WaitForPartsAsync(1);
            first = (await stopped.Started).UploadId;
        }

        Proxy.Plan = (_, _, _) => RequestFault.None;
        (await User.CancelUploadAsync(first)).Require(200);
        await using var upload = client.Uploads.StartFile(file, options);

        await RequireArrivedAsync(file, await upload.Completion);
        Assert.NotEqual(first, (await upload.Started).UploadId);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_file_that_has_changed_is_another_upload()
    {
        var file = NewFile(4, Parts * PartSize);
        var options = new DocumentUploadOptions { ResumeStore = new FileUploadResumeStore(Path.Combine(Files.FullName, "uploads")) };
        HoldPartsAfter(1);
        await using (NewClient().Uploads.StartFile(file, options))
        {
            await WaitForPartsAsync(1);
        }

        Proxy.Plan = (_, _, _) => RequestFault.None;
        NewFile(5, Parts * PartSize);
        File.SetLastWriteTimeUtc(file, new DateTime(2031, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        await RequireArrivedAsync(file, await NewClient().UploadFileAsync(file, options));
    }

    private void HoldPartsAfter(int last) =>
        Proxy.Plan = (_, path, body) => IsChunk(path) && PartOf(new SeenRequest("POST", path, body, RequestFault.None)) > last ? Held : RequestFault.None;

    private async Task WaitForPartsAsync(int count)
    {
        while (Proxy.Requests.Count(request => IsChunk(request) && request.IsAnswerDelivered) < count)
        {
            await Task.Delay(20, Cancelled);
        }
    }
}
