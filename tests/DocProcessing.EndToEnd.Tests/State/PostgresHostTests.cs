using DocProcessing.EndToEnd.Client;
using DocProcessing.EndToEnd.Documents;
using DocProcessing.EndToEnd.Hosting;
using DocProcessing.Testing;

namespace DocProcessing.EndToEnd.State;

/// <summary>The sample host keeps state and index on PostgreSQL, chosen by its environment alone.</summary>
public sealed class PostgresHostTests : HostTest
{
    private readonly DataDirectory _data = new();

    [Fact(Timeout = 120_000)]
    public async Task A_document_that_one_node_takes_in_is_worked_on_by_another_and_found_by_both()
    {
        using var data = _data;
        await using var server = await Service.StartAsync("postgres");
        var settings = Settings(server)
            .With("TASK_QUEUE_BACKEND", "quartz")
            .With("DocProcessing:Quartz:PostgresConnectionString", AddressOf(server))
            .With("DocProcessing:FileSystem:AbandonedTempAfter", "00:01:00");
        var web = await StartHostAsync(settings.With("DocProcessing:Jobs:Role", "Web"), data);
        var both = await StartHostAsync(settings.With("DocProcessing:Jobs:Role", "Both"), data);
        using var user = await ApiClient.SignInAsync(web, "user");
        using var sameUser = await ApiClient.SignInAsync(both, "user");
        using var stranger = await ApiClient.SignInAsync(both, "stranger");

        foreach (var sample in Samples.All)
        {
            var accepted = await user.UploadInChunksAsync(sample.FileName, sample.Read(), sample.ContentType);
            var job = await user.WaitForEndAsync(accepted.Text("job_id"));
            Assert.Equal("completed", job.Text("status"));

            var documentId = accepted.Text("document_id");
            foreach (var client in new[] { user, sameUser })
            {
                var hit = Assert.Single(await client.SearchAsync($"\"{sample.Phrase}\""));
                Assert.Equal(documentId, hit.GetProperty("document_id").GetString());
                Assert.Contains("<mark>", hit.GetProperty("snippet").GetString(), StringComparison.Ordinal);
            }

            var history = await sameUser.HistoryAsync(job.Text("job_id"));
            Assert.Equal(Enumerable.Range(1, history.Count).Select(number => (long)number), history.Select(progress => progress.GetProperty("sequence").GetInt64()));
            Assert.Empty(await stranger.SearchAsync($"\"{sample.Phrase}\""));
            (await sameUser.DeleteDocumentAsync(documentId)).Require(204);
            Assert.Empty(await user.SearchAsync($"\"{sample.Phrase}\""));
        }

        Assert.False(File.Exists(Path.Combine(data.Kept, "state.db")));
    }

    [Fact(Timeout = 120_000)]
    public async Task While_the_server_is_away_calls_are_told_to_come_again_and_then_everything_goes_on_by_itself()
    {
        await using var server = await Service.StartAsync("postgres");
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
        Assert.Equal(503, (await user.GetAsync("/search?q=worker")).Status);
        await server.StartAsync();

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

    [Fact(Timeout = 90_000)]
    public async Task A_state_that_there_is_not_is_told_with_every_other_wrong_setting()
    {
        var (exitCode, output) = await HostProcess.RunToEndAsync(HostSettings.ForTests().With("DocProcessing:State", "oracle").With("MAX_CONCURRENT_TASKS", "0"), Cancelled);

        Assert.NotEqual(0, exitCode);
        Assert.All(["DocProcessing:State is 'oracle'", "MaxConcurrentTasks"], told => Assert.Contains(told, output, StringComparison.Ordinal));
        Assert.DoesNotContain("Unhandled exception", output, StringComparison.Ordinal);
    }

    [Theory(Timeout = 90_000)]
    [InlineData("", "DocProcessing:Postgres:ConnectionString is empty")]
    [InlineData("Host=127.0.0.1;Port=1;Username=nobody;Password=secretword;Timeout=2", "The state database on PostgreSQL cannot be used: Failed to connect")]
    public async Task A_server_that_is_not_named_or_not_there_is_told_in_plain_words(string connection, string expected)
    {
        var (exitCode, output) = await HostProcess.RunToEndAsync(
            HostSettings.ForTests().With("DocProcessing:State", "Postgres").With("DocProcessing:Postgres:ConnectionString", connection), Cancelled);

        Assert.NotEqual(0, exitCode);
        Assert.Contains(expected, output, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", output, StringComparison.Ordinal);
        Assert.DoesNotContain("secretword", output, StringComparison.Ordinal);
    }

    private static HostSettings Settings(Service server) => HostSettings.ForTests().With("DocProcessing:Postgres:ConnectionString", AddressOf(server));

    private static string AddressOf(Service server) => $"Host=127.0.0.1;Port={server.Port};Username=postgres;Password=postgres;Database=postgres";

    private static Task<ApiAnswer> SendAsync(ApiClient user, string uploadId, byte[] bytes, int part)
    {
        var chunk = ApiClient.Chunk(bytes, 65536, part);
        return user.SendChunkAsync(uploadId, part, chunk, ApiClient.Md5(chunk));
    }
}
