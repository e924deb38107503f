using System.Diagnostics;
using DocProcessing.EndToEnd.Client;
using DocProcessing.EndToEnd.Documents;
using DocProcessing.EndToEnd.Hosting;
using DocProcessing.Testing;

namespace DocProcessing.EndToEnd.Nodes;

/// <summary>What happens on one node is known on the other, with Redis and without.</summary>
public sealed class TwoNodesTests(TwoNodes nodes) : IClassFixture<TwoNodes>, IDisposable
{
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public void Dispose()
    {
        HostTest.ShowIfFailed(nodes.Web);
        HostTest.ShowIfFailed(nodes.Worker);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_job_of_another_node_is_followed_live_and_cancelled_within_2_seconds()
    {
        using var user = await ApiClient.SignInAsync(nodes.Web, "near");
        await using var socket = await user.OpenSocketAsync();
        var jobId = await StartLongJobAsync(user, socket);

        var asked = Stopwatch.StartNew();
        (await user.CancelJobAsync(jobId)).Require(200);
        var end = await socket.WaitForEndAsync(jobId);
        asked.Stop();

        var line = $"Cancelled on another node after {asked.ElapsedMilliseconds} ms";
        TestContext.Current.TestOutputHelper?.WriteLine(line);
        Figures.Print(line);
        Assert.Equal("cancelled", ProgressSocket.StatusOf(end));
        Assert.True(asked.Elapsed <= Promise, $"It took {asked.Elapsed}.");
    }

    [Fact(Timeout = 180_000)]
    public async Task While_Redis_is_away_a_cancel_comes_with_the_renewal_and_its_end_to_the_socket_once_Redis_is_back()
    {
        // A worker that renews every 2 seconds, since the job must not end by itself before.
        await nodes.Worker.KillAsync();
        var worker = await HostProcess.StartAsync(
            nodes.Settings("Worker").With("DocProcessing:Jobs:LeaseDuration", "00:00:06"), TestContext.Current.CancellationToken, nodes.Web.Data);
        try
        {
            using var user = await ApiClient.SignInAsync(nodes.Web, "far");
            await using var socket = await user.OpenSocketAsync();
            var jobId = await StartLongJobAsync(user, socket);

            nodes.Redis.Kill();
            (await user.CancelJobAsync(jobId)).Require(200);
            Assert.Equal("cancelled", (await user.WaitForEndAsync(jobId)).Text("status"));
            await nodes.Redis.StartAsync();

            Assert.Equal("cancelled", ProgressSocket.StatusOf(await socket.WaitForEndAsync(jobId, Patience)));
        }
        finally
        {
            HostTest.ShowIfFailed(worker);
            await worker.DisposeAsync();
            await nodes.RestoreAsync();
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task What_a_user_may_upload_in_a_minute_holds_for_all_nodes_together()
    {
        var other = await HostProcess.StartAsync(nodes.Settings("Web"), TestContext.Current.CancellationToken, nodes.Web.Data);
        await using var another = other;
        using var here = await ApiClient.SignInAsync(nodes.Web, "eager");
        using var there = await ApiClient.SignInAsync(other, "eager");

        var watch = Stopwatch.StartNew();
        var statuses = new List<int>();
        for (var number = 0; number < TwoNodes.UploadsPerMinute * 2; number++)
        {
            statuses.Add((await (number % 2 == 0 ? here : there).InitiateAsync("a.txt", 10, "text/plain")).Status);
        }

        // The window slides meanwhile.
        var most = (int)Math.Ceiling(TwoNodes.UploadsPerMinute * (1 + watch.Elapsed.TotalMinutes));
        Assert.InRange(statuses.Count(status => status == 201), TwoNodes.UploadsPerMinute, most);
        Assert.All(statuses, status => Assert.Contains(status, new[] { 201, 429 }));
    }

    [Fact(Timeout = 180_000)]
    public async Task Results_of_a_node_that_is_gone_are_used_again_by_another()
    {
        using var user = await ApiClient.SignInAsync(nodes.Web, "twice");
        var bytes = Prose.Bytes(5, 300_000, "samebytesmark");
        var first = await user.UploadSimpleAsync("first.txt", bytes, "text/plain");
        Assert.Equal("completed", (await user.WaitForEndAsync(first.Text("job_id"))).Text("status"));
        await nodes.Worker.KillAsync();
        await nodes.Worker.StartAsync(TestContext.Current.CancellationToken);

        var second = await user.UploadSimpleAsync("second.txt", bytes, "text/plain");
        var job = await user.WaitForEndAsync(second.Text("job_id"));

        Assert.Equal("completed", job.Text("status"));
        Assert.Equal(first.Text("document_id"), job.Text("reused_from"));
        Assert.Equal(2, (await user.SearchAsync("samebytesmark")).Count);
    }

    private static async Task<string> StartLongJobAsync(ApiClient user, ProgressSocket socket)
    {
        var jobId = (await user.UploadInChunksAsync("large.txt", Prose.Bytes(1, 40 << 20), "text/plain")).Text("job_id");
        await socket.SubscribeAsync(jobId);
        await socket.WaitAsync(
            message => ProgressSocket.IsProgress(message, jobId) && ProgressSocket.StageOf(message) == "extraction" && ProgressSocket.StatusOf(message) == "processing", Patience);
        return jobId;
    }
}
