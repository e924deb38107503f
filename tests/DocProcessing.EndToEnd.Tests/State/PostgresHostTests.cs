using DocProcessing.EndToEnd.Client;
using DocProcessing.EndToEnd.Documents;
using DocProcessing.EndToEnd.Hosting;
using DocProcessing.Testing;

namespace DocProcessing.EndToEnd.State;

/// <summary>The sample host keeps state and index on PostgreSQL, chosen by its environment alone.</summary>
public sealed class PostgresHostTests : StateOutageTests
{
    private readonly DataDirectory _data = new();

    protected override string[] CallsThatNeedIt => ["/jobs", "/search?q=worker"];

    [Fact(Timeout = 120_000)]
    public async Task A_document_that_one_node_takes_in_is_worked_on_by_another_and_found_by_both()
    {
        using var data = _data;
        await using var server = await StartServerAsync();
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

    protected override Task<Service> StartServerAsync() => Service.StartAsync("postgres");

    private protected override HostSettings Settings(Service server) => HostSettings.ForTests().With("DocProcessing:Postgres:ConnectionString", AddressOf(server));

    private static string AddressOf(Service server) => $"Host=127.0.0.1;Port={server.Port};Username=postgres;Password=postgres;Database=postgres";
}
