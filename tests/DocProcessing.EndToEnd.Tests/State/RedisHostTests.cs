using DocProcessing.EndToEnd.Client;
using DocProcessing.EndToEnd.Documents;
using DocProcessing.EndToEnd.Hosting;
using DocProcessing.Testing;

namespace DocProcessing.EndToEnd.State;

/// <summary>The sample host keeps state on Redis, and the index elsewhere, chosen by its environment alone.</summary>
public sealed class RedisHostTests : StateOutageTests
{
    private readonly DataDirectory _data = new();

    [Fact(Timeout = 120_000)]
    public async Task A_document_that_one_node_takes_in_is_known_to_another_and_found_by_both()
    {
        using var data = _data;
        await using var server = await StartServerAsync();
        await using var index = await Service.StartAsync("postgres");
        var settings = Settings(server)
            .With("DocProcessing:Postgres:ConnectionString", $"Host=127.0.0.1;Port={index.Port};Username=postgres;Password=postgres;Database=postgres")
            .With("DocProcessing:FileSystem:AbandonedTempAfter", "00:01:00");
        var one = await StartHostAsync(settings, data);
        var other = await StartHostAsync(settings, data);
        using var user = await ApiClient.SignInAsync(one, "user");
        using var sameUser = await ApiClient.SignInAsync(other, "user");
        using var stranger = await ApiClient.SignInAsync(other, "stranger");
        var sample = Samples.All.First();

        var accepted = await user.UploadInChunksAsync(sample.FileName, sample.Read(), sample.ContentType);
        var job = await sameUser.WaitForEndAsync(accepted.Text("job_id"));

        Assert.Equal("completed", job.Text("status"));
        foreach (var client in new[] { user, sameUser })
        {
            Assert.Single(await client.SearchAsync($"\"{sample.Phrase}\""));
        }

        var history = await sameUser.HistoryAsync(job.Text("job_id"));
        Assert.Equal(Enumerable.Range(1, history.Count).Select(number => (long)number), history.Select(progress => progress.GetProperty("sequence").GetInt64()));
        Assert.Empty(await stranger.SearchAsync($"\"{sample.Phrase}\""));
        Assert.Contains("Redis 7", one.Log.Text, StringComparison.Ordinal);
        Assert.Contains("PostgreSQL full-text", one.Log.Text, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(data.Kept, "state.db")) || File.Exists(Path.Combine(data.Kept, "index.db")));
    }

    [Fact(Timeout = 90_000)]
    public async Task An_index_that_only_one_node_has_is_told_at_start()
    {
        await using var server = await StartServerAsync();

        var host = await StartHostAsync(Settings(server));

        Assert.Contains("SQLite FTS5", host.Log.Text, StringComparison.Ordinal);
        Assert.Contains("finds what this node has indexed", host.Log.Text, StringComparison.Ordinal);
    }

    [Fact(Timeout = 90_000)]
    public async Task A_server_that_loses_state_is_told_in_plain_words()
    {
        await using var server = await Service.StartAsync("redis", new Dictionary<string, string> { ["REDIS_OPTIONS"] = "--maxmemory-policy allkeys-lru" });

        var (exitCode, output) = await HostProcess.RunToEndAsync(Settings(server), Cancelled);

        Assert.NotEqual(0, exitCode);
        Assert.Contains("maxmemory-policy is allkeys-lru", output, StringComparison.Ordinal);
        Assert.Contains("DocProcessing:Redis:AcceptDataLoss", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", output, StringComparison.Ordinal);
    }

    protected override Task<Service> StartServerAsync() =>
        Service.StartAsync("redis", new Dictionary<string, string> { ["REDIS_OPTIONS"] = "--appendfsync always" });

    private protected override HostSettings Settings(Service server) =>
        HostSettings.ForTests().With("DocProcessing:State", "redis").With("DocProcessing:Redis:Configuration", $"redis://127.0.0.1:{server.Port}");
}
