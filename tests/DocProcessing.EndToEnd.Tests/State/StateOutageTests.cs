using DocProcessing.EndToEnd.Client;
using DocProcessing.EndToEnd.Documents;
using DocProcessing.EndToEnd.Hosting;
using DocProcessing.Testing;

namespace DocProcessing.EndToEnd.State;

/// <summary>The server that keeps the state ends in the middle of work, and comes back.</summary>
public abstract class StateOutageTests : HostTest
{
    /// <summary>Gets calls that cannot be answered without the server.</summary>
    protected virtual string[] CallsThatNeedIt => ["/jobs"];

    /// <summary>Starts a server that keeps what it has acknowledged, also when it is killed.</summary>
    protected abstract Task<Service> StartServerAsync();

    /// <summary>Gives the settings of a host that keeps its state there.</summary>
    private protected abstract HostSettings Settings(Service server);

    [Fact(Timeout = 120_000)]
    public async Task While_the_server_is_away_calls_are_told_to_come_again_and_then_everything_goes_on_by_itself()
    {
        await using var server = await StartServerAsync();
        var host = await StartHostAsync(Settings(server).With("MAX_CONCURRENT_TASKS", "2"));
        using var user = await ApiClient.SignInAsync(host, "user");
        var bytes = Prose.Bytes(3, 200_000, "halfwaymark");
        var uploadId = (await user.InitiateAsync("half.txt", bytes.Length, "text/plain")).Require(201).Text("upload_id");
        (await SendAsync(user, uploadId, bytes, 1)).Require(200);
        var working = new List<string>();
        for (var number = 0; number < 6; number++)
        {
            working.Add((await user.UploadSimpleAsync($"{number}.txt", Prose.Bytes(number, 400_000, $"worker{number}mark"), "text/plain")).Require(202).Text("job_id"));
        }

        server.Kill();
        var told = await SendAsync(user, uploadId, bytes, 2);
        told.RequireProblem(503, "state_unavailable");
        Assert.NotNull(told.Headers.RetryAfter);
        foreach (var call in CallsThatNeedIt)
        {
            Assert.Equal(503, (await user.GetAsync(call)).Status);
        }

        await server.StartAsync();

        // A connection may take a moment to be made again; what 503 says is to send the same again.
        var patience = DateTime.UtcNow.AddSeconds(60);
        while (DateTime.UtcNow < patience && (await SendAsync(user, uploadId, bytes, 2)).Status == 503)
        {
            await Task.Delay(50, Cancelled);
        }

        foreach (var part in Enumerable.Range(2, (bytes.Length + 65535) / 65536 - 1))
        {
            (await SendAsync(user, uploadId, bytes, part)).Require(200);
        }

        working.Add((await user.CompleteAsync(uploadId)).Require(202).Text("job_id"));
        foreach (var jobId in working)
        {
            Assert.Equal("completed", (await user.WaitForEndAsync(jobId)).Text("status"));
        }

        foreach (var mark in Enumerable.Range(0, 6).Select(number => $"worker{number}mark").Append("halfwaymark"))
        {
            Assert.Single(await user.SearchAsync(mark));
        }
    }

    private static Task<ApiAnswer> SendAsync(ApiClient user, string uploadId, byte[] bytes, int part)
    {
        var chunk = ApiClient.Chunk(bytes, 65536, part);
        return user.SendChunkAsync(uploadId, part, chunk, ApiClient.Md5(chunk));
    }
}
