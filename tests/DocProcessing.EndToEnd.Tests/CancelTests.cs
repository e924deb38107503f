using System.Diagnostics;
using System.Text.Json;
using DocProcessing.EndToEnd.Client;
using DocProcessing.EndToEnd.Documents;
using DocProcessing.EndToEnd.Hosting;

namespace DocProcessing.EndToEnd;

/// <summary>A cancelled job stops, and soon.</summary>
public sealed class CancelTests : HostTest
{
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(2);

    public static TheoryData<string, string> Moments => new()
    {
        { "extraction", "pdf" },
        { "extraction", "txt" },
        { "analysis", "txt" },
        { "indexing", "txt" },
    };

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Moments))]
    public async Task A_running_job_is_cancelled_within_2_seconds(string stage, string kind)
    {
        var host = await StartHostAsync(HostSettings.ForTests().With("DocProcessing:Uploads:PartSizeBytes", "4194304"));
        using var user = await ApiClient.SignInAsync(host, "impatient");
        await using var socket = await user.OpenSocketAsync();
        var accepted = await UploadLargeAsync(user, kind);
        var jobId = accepted.Text("job_id");
        await socket.SubscribeAsync(jobId);
        await socket.WaitAsync(
            message => ProgressSocket.IsProgress(message, jobId) && ProgressSocket.StageOf(message) == stage && ProgressSocket.StatusOf(message) == "processing" && !HasFinished(message),
            TimeSpan.FromSeconds(60));

        var asked = Stopwatch.StartNew();
        (await user.CancelJobAsync(jobId)).Require(200);
        var end = await socket.WaitForEndAsync(jobId);
        asked.Stop();

        Print($"Cancelled in {stage} ({kind}) after {asked.ElapsedMilliseconds} ms");
        Assert.Equal("cancelled", ProgressSocket.StatusOf(end));
        Assert.True(asked.Elapsed <= Promise, $"It took {asked.Elapsed}.");
        Assert.Equal("cancelled", (await user.JobAsync(jobId)).Text("status"));
        Assert.Empty(await user.SearchAsync("river"));
        Assert.Equal("cancelled", (await user.CancelJobAsync(jobId)).Require(200).Text("status"));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_cancelled_waiting_job_never_starts()
    {
        var host = await StartHostAsync(HostSettings.ForTests().With("MAX_CONCURRENT_TASKS", "1").With("DocProcessing:Uploads:PartSizeBytes", "4194304"));
        using var user = await ApiClient.SignInAsync(host, "fickle");
        var running = (await UploadLargeAsync(user, "txt")).Text("job_id");
        await user.WaitForJobAsync(running, job => job.Text("status") == "processing");
        var waiting = (await user.UploadSimpleAsync("waiting.txt", Prose.Bytes(1, 1000), "text/plain", "critical")).Require(202).Text("job_id");

        Assert.Equal("cancelled", (await user.CancelJobAsync(waiting)).Require(200).Text("status"));

        (await user.CancelJobAsync(running)).Require(200);
        var next = (await user.UploadSimpleAsync("next.txt", Prose.Bytes(2, 1000), "text/plain")).Require(202).Text("job_id");
        Assert.Equal("completed", (await user.WaitForEndAsync(next)).Text("status"));
        var cancelled = await user.JobAsync(waiting);
        Assert.Equal("cancelled", cancelled.Text("status"));
        Assert.False(cancelled.Json.TryGetProperty("started_at", out var started) && started.ValueKind == JsonValueKind.String, "It was started.");
        Assert.DoesNotContain(await user.HistoryAsync(waiting), progress => progress.GetProperty("status").GetString() == "processing");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_completed_job_cannot_be_cancelled()
    {
        var host = await StartHostAsync();
        using var user = await ApiClient.SignInAsync(host, "late");
        var jobId = (await user.UploadSimpleAsync("done.txt", Prose.Bytes(1, 1000), "text/plain")).Require(202).Text("job_id");
        await user.WaitForEndAsync(jobId);

        (await user.CancelJobAsync(jobId)).RequireProblem(409, "job_status_conflict");
        Assert.Equal("completed", (await user.JobAsync(jobId)).Text("status"));
    }

    /// <summary>Uploads a document that takes some seconds in each stage.</summary>
    private static Task<ApiAnswer> UploadLargeAsync(ApiClient user, string kind) => kind == "pdf"
        ? user.UploadInChunksAsync("large.pdf", PdfFile.Bytes(pages: 1500, seed: 1), "application/pdf")
        : user.UploadInChunksAsync("large.txt", Prose.Bytes(1, 40 << 20), "text/plain");

    private static bool HasFinished(JsonElement message) => message.GetProperty("data").GetProperty("stage_progress").GetDouble() >= 100;
}
