using System.Net.Http.Json;
using DocProcessing.EndToEnd.Client;
using DocProcessing.EndToEnd.Hosting;

namespace DocProcessing.EndToEnd.Queues;

/// <summary>The sample host chooses its engine and its part in the work by its environment.</summary>
public sealed class QueueChoiceTests : HostTest
{
    [Fact(Timeout = 90_000)]
    public async Task An_engine_that_there_is_not_is_told_with_every_other_wrong_setting()
    {
        var (exitCode, output) = await HostProcess.RunToEndAsync(
            HostSettings.ForTests().With("TASK_QUEUE_BACKEND", "rabbit").With("MAX_CONCURRENT_TASKS", "0").With("DocProcessing:Jobs:Role", "Idler"), Cancelled);

        Assert.NotEqual(0, exitCode);
        Assert.All(["TASK_QUEUE_BACKEND is 'rabbit'", "MaxConcurrentTasks", "Jobs:Role"], told => Assert.Contains(told, output, StringComparison.Ordinal));
        Assert.DoesNotContain("Unhandled exception", output, StringComparison.Ordinal);
    }

    [Theory(Timeout = 90_000)]
    [InlineData("hangfire", "DocProcessing:Hangfire:Store is empty")]
    [InlineData("quartz", "DocProcessing:Quartz:Store is empty")]
    public async Task An_engine_without_a_store_does_not_start(string engine, string told)
    {
        var (exitCode, output) = await HostProcess.RunToEndAsync(HostSettings.ForTests().With("TASK_QUEUE_BACKEND", engine).With("MAX_CONCURRENT_TASKS", "0"), Cancelled);

        Assert.NotEqual(0, exitCode);
        Assert.Contains(told, output, StringComparison.Ordinal);
        Assert.Contains("MaxConcurrentTasks", output, StringComparison.Ordinal);
    }

    [Theory(Timeout = 90_000)]
    [InlineData("hangfire", "DocProcessing:Hangfire:PostgresConnectionString")]
    [InlineData("quartz", "DocProcessing:Quartz:PostgresConnectionString")]
    public async Task A_store_that_cannot_be_reached_is_told_in_plain_words(string engine, string setting)
    {
        var (exitCode, output) = await HostProcess.RunToEndAsync(
            HostSettings.ForTests().With("TASK_QUEUE_BACKEND", engine).With(setting, "Host=127.0.0.1;Port=1;Username=nobody;Password=secretword;Timeout=2"), Cancelled);

        Assert.NotEqual(0, exitCode);
        Assert.Contains("store (Postgres) cannot be used", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", output, StringComparison.Ordinal);
        Assert.DoesNotContain("secretword", output, StringComparison.Ordinal);
    }

    [Fact(Timeout = 90_000)]
    public async Task The_dashboard_of_the_engine_is_for_operators()
    {
        var host = await StartHostAsync(HostSettings.ForTests().With("TASK_QUEUE_BACKEND", "hangfire").With("DocProcessing:Hangfire:Store", "Memory"));
        using var nobody = new ApiClient(host, "nobody", null);
        using var user = await ApiClient.SignInAsync(host, "someone");
        using var watcher = await ApiClient.SignInAsync(host, "watcher", "operator");

        Assert.Equal(401, (await nobody.SendAsync(HttpMethod.Get, "/hangfire")).Status);
        Assert.Equal(403, (await user.SendAsync(HttpMethod.Get, "/hangfire/jobs/enqueued")).Status);
        Assert.Equal(200, (await watcher.SendAsync(HttpMethod.Get, "/hangfire")).Status);
        Assert.Equal(200, (await watcher.SendAsync(HttpMethod.Get, "/hangfire/servers")).Status);
    }

    [Fact(Timeout = 90_000)]
    public async Task A_node_that_only_works_serves_its_health_and_no_api()
    {
        var host = await StartHostAsync(HostSettings.ForTests().With("DocProcessing:Jobs:Role", "Worker"));
        using var user = await ApiClient.SignInAsync(host, "someone");

        Assert.True(await host.IsReadyAsync(Cancelled));
        Assert.Equal(404, (await user.GetAsync("/jobs")).Status);
        Assert.Equal(404, (await user.SendAsync(HttpMethod.Post, "/api/v1/documents/upload/initiate", JsonContent.Create(new { filename = "a.txt", file_size = 1 }))).Status);
    }
}
