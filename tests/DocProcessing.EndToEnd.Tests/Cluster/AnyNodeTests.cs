using System.Diagnostics;
using DocProcessing.EndToEnd.Client;
using DocProcessing.EndToEnd.Documents;

namespace DocProcessing.EndToEnd.Cluster;

/// <summary>Any node serves any call, and a user's limits are those of all nodes together.</summary>
[Collection(ClusterTests.Name)]
public sealed class AnyNodeTests(RunningCluster cluster)
{
    private const string Docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    [Fact(Timeout = 120_000)]
    public async Task One_upload_goes_through_four_nodes()
    {
        using var first = await SignInAsync("web1", "wanderer");
        using var second = await SignInAsync("web2", "wanderer");
        using var third = await SignInAsync("web3", "wanderer");
        using var fourth = await SignInAsync("web4", "wanderer");
        var bytes = MadeFiles.Docx("The wanderer passes four gates.", pictureBytes: RunningCluster.PartBytes + 100_000);

        var session = (await first.InitiateAsync("gates.docx", bytes.Length, Docx)).Require(201);
        var (uploadId, jobId) = (session.Text("upload_id"), session.Text("job_id"));
        Assert.Equal(RunningCluster.PartBytes, session["chunk_size"].GetInt32());
        await using var socket = await fourth.OpenSocketAsync();
        await socket.SubscribeAsync(jobId);
        await SendAsync(first, uploadId, bytes, 1);
        (await third.CompleteAsync(uploadId)).RequireProblem(409, "missing_parts");
        await SendAsync(second, uploadId, bytes, 2);
        var accepted = (await third.CompleteAsync(uploadId)).Require(202);
        Assert.Equal(202, (await first.CompleteAsync(uploadId)).Status);

        Assert.Equal("completed", ProgressSocket.StatusOf(await socket.WaitForEndAsync(jobId)));
        var documentId = accepted.Text("document_id");
        Assert.Equal(bytes, (await second.ContentAsync(documentId)).Require(200).Bytes);
        Assert.Equal(documentId, Assert.Single(await fourth.SearchAsync("\"passes four gates\"")).GetProperty("document_id").GetString());
    }

    [Fact(Timeout = 120_000)]
    public async Task A_user_has_no_more_open_uploads_on_all_nodes_together_than_on_one()
    {
        var clients = await Task.WhenAll(RunningCluster.WebNodes.Select(node => SignInAsync(node, "hoarder")));

        var answers = await Task.WhenAll(Enumerable.Range(0, 2 * RunningCluster.OpenUploads).Select(number => clients[number % clients.Length].InitiateAsync($"{number}.txt", 1000, "text/plain")));

        Assert.Equal(RunningCluster.OpenUploads, answers.Count(answer => answer.Status == 201));
        Assert.All(answers.Where(answer => answer.Status != 201), answer => Assert.Equal(429, answer.Status));
        (await clients[0].CancelUploadAsync(answers.First(answer => answer.Status == 201).Text("upload_id"))).Require(200);
        (await clients[1].InitiateAsync("more.txt", 1000, "text/plain")).Require(201);
        (await clients[2].InitiateAsync("too-many.txt", 1000, "text/plain")).Require(429);
        Array.ForEach(clients, client => client.Dispose());
    }

    [Fact(Timeout = 120_000)]
    public async Task A_user_has_no_more_uploads_a_minute_on_all_nodes_together_than_on_one()
    {
        var clients = await Task.WhenAll(RunningCluster.WebNodes.Select(node => SignInAsync(node, "hasty")));

        // What is refused for its open uploads has counted before.
        var answers = await Task.WhenAll(Enumerable.Range(0, RunningCluster.UploadsPerMinute + 20).Select(number => clients[number % clients.Length].InitiateAsync($"{number}.txt", 1000, "text/plain")));

        var refused = answers.Where(answer => answer.Code == "rate_limited").ToList();
        Assert.True(refused.Count >= 20, $"{answers.Length - refused.Count} uploads passed.");
        Assert.All(refused, answer => Assert.NotNull(answer.Require(429).Headers.RetryAfter));
        Array.ForEach(clients, client => client.Dispose());
    }

    [Fact(Timeout = 120_000)]
    public async Task The_proxy_passes_over_a_node_that_is_gone_and_no_node_s_figures_through()
    {
        using var user = await ApiClient.SignInAsync(cluster.Address, "passer");
        await cluster.StopAsync("web2");
        try
        {
            for (var number = 0; number < 12; number++)
            {
                (await user.UploadSimpleAsync($"{number}.md", Prose.Bytes(number, 300), "text/markdown")).Require(202);
            }
        }
        finally
        {
            await cluster.StartAsync("web2");
        }

        Assert.Equal(404, (await user.SendAsync(HttpMethod.Get, "/metrics")).Status);
        Assert.Equal(401, await StatusOfNobodyAsync(cluster.AddressOf("web2")));
    }

    [Fact(Timeout = 180_000)]
    public async Task A_worker_that_is_asked_to_stop_ends_by_itself()
    {
        var clock = Stopwatch.StartNew();
        await cluster.StopAsync("worker1");
        var stopped = clock.Elapsed;
        await cluster.StartAsync("worker1");

        // What has not ended after 60 s is killed.
        Assert.True(stopped < TimeSpan.FromSeconds(50), $"It took {stopped}.");
    }

    private static async Task<int> StatusOfNobodyAsync(Uri node)
    {
        using var nobody = new ApiClient(() => node, "nobody", null);
        return (await nobody.SendAsync(HttpMethod.Get, "/metrics")).Status;
    }

    private static async Task SendAsync(ApiClient client, string uploadId, byte[] bytes, int part)
    {
        var chunk = ApiClient.Chunk(bytes, RunningCluster.PartBytes, part);
        (await client.SendChunkAsync(uploadId, part, chunk, ApiClient.Sha256(chunk))).Require(200);
    }

    private Task<ApiClient> SignInAsync(string node, string user) => ApiClient.SignInAsync(cluster.AddressOf(node), user);
}
