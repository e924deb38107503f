using System.Text.Json;
using DocProcessing.EndToEnd.Client;
using DocProcessing.EndToEnd.Documents;
using DocProcessing.EndToEnd.Hosting;

namespace DocProcessing.EndToEnd;

/// <summary>The urgent goes first, and nothing starves.</summary>
public sealed class PriorityTests : HostTest
{
    private const int Jobs = 200;

    private static readonly string[] HighestFirst = ["critical", "high", "normal", "low"];

    [Fact(Timeout = 120_000)]
    public async Task Of_200_waiting_jobs_the_urgent_start_first_and_equal_ones_in_order()
    {
        var host = await StartHostAsync(HostSettings.ForTests()
            .With("DocProcessing:Jobs:Role", "Web")
            .With("DocProcessing:Queue:PriorityAgeing", "01:00:00")
            .With("MAX_CONCURRENT_TASKS", "1"));
        using var user = await ApiClient.SignInAsync(host, "hurried");
        var random = new Random(200);
        var submitted = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        for (var index = 0; index < Jobs; index++)
        {
            var priority = HighestFirst[random.Next(HighestFirst.Length)];
            var accepted = (await user.UploadSimpleAsync($"{index}.txt", Prose.Bytes(index, 300), "text/plain", priority)).Require(202);
            submitted.TryAdd(priority, []);
            submitted[priority].Add(accepted.Text("job_id"));
        }

        Assert.All(await user.JobsAsync(), job => Assert.Equal("pending", job.GetProperty("status").GetString()));
        host.Settings.Without("DocProcessing:Jobs:Role");
        await host.RestartAsync(Cancelled);

        var jobs = await WaitForAllAsync(user, Jobs);
        var started = jobs.OrderBy(job => job.GetProperty("started_at").GetDateTimeOffset()).Select(job => job.GetProperty("job_id").GetString()!).ToList();
        Assert.Equal(HighestFirst.SelectMany(priority => submitted[priority]), started);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_low_job_gets_its_turn_though_high_ones_keep_coming()
    {
        var host = await StartHostAsync(HostSettings.ForTests()
            .With("DocProcessing:Queue:PriorityAgeing", "00:00:01")
            .With("MAX_CONCURRENT_TASKS", "1"));
        using var user = await ApiClient.SignInAsync(host, "flooded");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var (backlogged, flood) = StartFlood(user, stop.Token);
        await backlogged;
        var low = (await user.UploadSimpleAsync("patient.txt", Prose.Bytes(-1, 300), "text/plain", "low")).Require(202).Text("job_id");

        var done = await user.WaitForEndAsync(low, TimeSpan.FromSeconds(60));

        // Only if high ones were waiting all the time does the low one's end prove anything.
        var waiting = await user.JobsAsync("pending");
        await stop.CancelAsync();
        await flood;
        Assert.Equal("completed", done.Text("status"));
        Assert.NotEmpty(waiting);
        Assert.All(waiting, job => Assert.Equal("high", job.GetProperty("priority").GetString()));
        var later = (await user.JobsAsync()).Count(job => StartedBefore(job, done) && job.GetProperty("submitted_at").GetDateTimeOffset() > done["submitted_at"].GetDateTimeOffset());
        Assert.True(later > 0, "No high job that came later went before the low one: priority did not count.");
    }

    private static bool StartedBefore(JsonElement job, ApiAnswer other) =>
        job.TryGetProperty("started_at", out var started) && started.ValueKind == JsonValueKind.String && started.GetDateTimeOffset() < other["started_at"].GetDateTimeOffset();

    /// <summary>Keeps many high jobs waiting.</summary>
    private static (Task Backlogged, Task Flood) StartFlood(ApiClient user, CancellationToken stop)
    {
        const int Backlog = 30;
        var backlogged = new TaskCompletionSource();
        return (backlogged.Task, Task.Run(
            async () =>
            {
                var submitted = 0;
                while (!stop.IsCancellationRequested)
                {
                    var waiting = (await user.JobsAsync("pending")).Count;
                    for (var count = waiting; count < Backlog && !stop.IsCancellationRequested; count++)
                    {
                        (await user.UploadSimpleAsync($"high-{submitted}.txt", Prose.Bytes(submitted++, 200_000), "text/plain", "high")).Require(202);
                    }

                    backlogged.TrySetResult();
                }
            },
            CancellationToken.None));
    }

    private static async Task<IReadOnlyList<JsonElement>> WaitForAllAsync(ApiClient user, int count)
    {
        while (true)
        {
            var done = await user.JobsAsync("completed");
            if (done.Count == count)
            {
                return done;
            }

            Assert.Empty(await user.JobsAsync("failed,rejected"));
            await Task.Delay(200, Cancelled);
        }
    }
}
