using System.Diagnostics;
using System.Globalization;
using DocProcessing.EndToEnd.Client;
using DocProcessing.EndToEnd.Documents;
using DocProcessing.EndToEnd.Hosting;

namespace DocProcessing.EndToEnd.Queues;

/// <summary>The engine's store goes away and comes back.</summary>
public sealed class EngineOutageTests : HostTest
{
    [Theory(Timeout = 240_000)]
    [InlineData("Hangfire on PostgreSQL")]
    [InlineData("Hangfire on Redis")]
    [InlineData("Quartz.NET on PostgreSQL")]
    public async Task A_job_that_is_submitted_meanwhile_stays_pending_and_then_runs_by_itself(string engine)
    {
        await using var store = await EngineStore.StartAsync(engine);
        var host = await StartHostAsync(store.SettingsFor("Both"));
        using var user = await ApiClient.SignInAsync(host, "patient");
        Assert.Equal("completed", (await user.WaitForEndAsync(await SubmitAsync(user, 1))).Text("status"));

        await store.Service.StopAsync();
        var asked = Stopwatch.StartNew();
        var jobId = await SubmitAsync(user, 2);
        var answered = asked.Elapsed;
        await WaitUntilNotReadyAsync(host);
        Assert.Equal("pending", (await user.JobAsync(jobId)).Require(200).Text("status"));
        await store.Service.StartAsync();
        var back = Stopwatch.StartNew();

        Assert.Equal("completed", (await user.WaitForEndAsync(jobId, TimeSpan.FromSeconds(90))).Text("status"));
        Print(string.Create(
            CultureInfo.InvariantCulture,
            $"{engine}, store away: a submit is answered after {answered.TotalSeconds:0.0} s; its job ends {back.Elapsed.TotalSeconds:0.0} s after the store is back"));
    }

    // What a probe has found is good for a moment.
    private static async Task WaitUntilNotReadyAsync(HostProcess host)
    {
        var since = Stopwatch.StartNew();
        while (await host.IsReadyAsync(Cancelled))
        {
            Assert.True(since.Elapsed < TimeSpan.FromSeconds(30), "The host calls itself ready without its queue.");
            await Task.Delay(50, Cancelled);
        }
    }

    private static async Task<string> SubmitAsync(ApiClient user, int number) =>
        (await user.UploadSimpleAsync($"{number}.txt", Prose.Bytes(number, 300), "text/plain")).Require(202).Text("job_id");
}
