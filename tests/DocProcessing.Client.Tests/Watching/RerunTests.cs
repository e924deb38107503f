using DocProcessing.EndToEnd.Client;
using DocProcessing.EndToEnd.Documents;
using DocProcessing.EndToEnd.Hosting;

namespace DocProcessing.Client.Tests.Watching;

/// <summary>A job that fails, and is run again on a host that lets it through.</summary>
public sealed class RerunTests : HostTest
{
    private const string ExtractionTime = "DocProcessing:Jobs:MaxTimeByStage:extraction";

    [Fact(Timeout = 180_000)]
    public async Task A_watch_goes_past_a_failure_that_was_run_again()
    {
        var host = await StartHostAsync(HostSettings.ForTests().With(ExtractionTime, "00:00:00.001").With("DocProcessing:Jobs:MaxAttempts", "1"));
        using var user = await ApiClient.SignInAsync(host, "alice");
        var jobId = (await user.UploadSimpleAsync("slow.txt", Prose.Bytes(1, 3_000_000), "text/plain")).Require(202).Text("job_id");
        using (var client = NewClient(host, user))
        {
            var failed = await client.WatchAsync(jobId).ToListAsync(Cancelled);
            Assert.Equal((JobStatus.Failed, "stage_timeout"), (failed[^1].Status, failed[^1].Error?.Code));
        }

        await host.StopAsync(Cancelled);
        host.Settings.Without(ExtractionTime);
        await host.StartAsync(Cancelled);

        using var again = NewClient(host, user);
        Assert.NotEqual(JobStatus.Failed, (await again.Jobs.RetryAsync(jobId)).Status);
        var steps = await again.WatchAsync(jobId).ToListAsync(Cancelled);
        Assert.Contains(steps, step => step.Status == JobStatus.Failed);
        Assert.Equal(JobStatus.Completed, steps[^1].Status);
        Assert.Equal((await user.HistoryAsync(jobId)).Select(step => step.GetProperty("sequence").GetInt64()), steps.Select(step => step.Sequence));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_watch_of_a_host_that_stays_away_ends_with_that()
    {
        using var client = new DocumentProcessingClient(new DocumentProcessingClientOptions
        {
            BaseAddress = new Uri("http://127.0.0.1:1"), MaxRetries = 1, RetryBaseDelay = TimeSpan.FromMilliseconds(1),
        });

        var error = await Assert.ThrowsAsync<DocumentProcessingClientException>(async () => await client.WatchAsync("any").ToListAsync(Cancelled));

        Assert.Equal(DocumentProcessingClientException.Unreachable, error.Code);
    }

    private static DocumentProcessingClient NewClient(HostProcess host, ApiClient user) => new(new DocumentProcessingClientOptions
    {
        BaseAddress = host.Address,
        AccessToken = (_, _) => ValueTask.FromResult(user.Token),
    });
}
