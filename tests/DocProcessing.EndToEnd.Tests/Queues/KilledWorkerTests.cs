using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using DocProcessing.EndToEnd.Client;
using DocProcessing.EndToEnd.Documents;
using DocProcessing.EndToEnd.Hosting;

namespace DocProcessing.EndToEnd.Queues;

/// <summary>Two worker processes share the jobs of a third, and one of them is killed.</summary>
public sealed class KilledWorkerTests : HostTest
{
    private const int Jobs = 300;
    private const int DocumentBytes = 100_000;
    private const string Marker = "sharedwork";

    private static readonly TimeSpan Lease = LongForm.Choose(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30));
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);

    // From the moment that a job is picked up it must still run, beside all others, on whatever machine this is.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(15);

    private readonly DataDirectory _data = new();

    [Theory(Timeout = 240_000)]
    [InlineData("Hangfire on PostgreSQL")]
    [InlineData("Hangfire on Redis")]
    [InlineData("Quartz.NET on PostgreSQL")]
    [InlineData("Quartz.NET and state on PostgreSQL")]
    public async Task Every_job_ends_once_though_a_worker_is_killed_in_the_middle(string engine)
    {
        using var data = _data;
        await using var store = await EngineStore.StartAsync(engine);
        var web = await StartHostAsync(Settings(store, "Web"), data);
        var doomed = await StartHostAsync(Settings(store, "Worker"), data);
        await StartHostAsync(Settings(store, "Worker"), data);
        using var user = await ApiClient.SignInAsync(web, "owner");

        var uploads = UploadAllAsync(user);
        await WaitForCompletedAsync(user, Jobs / 10);
        var orphans = await KillWithJobsInHandAsync(user, doomed);
        var killed = Stopwatch.StartNew();
        await uploads;
        await Task.WhenAll(orphans.Select(orphan => user.WaitForEndAsync(orphan, TimeSpan.FromMinutes(2))));
        var pickedUp = killed.Elapsed;
        var jobs = await WaitForCompletedAsync(user, Jobs);

        await RequireOneEndEachAsync(user, data, jobs);
        Print(string.Create(
            CultureInfo.InvariantCulture,
            $"{engine}: {Jobs} jobs, kill -9 of one of two workers with {orphans.Count} jobs in hand; lease {Lease.TotalSeconds:0} s; all of them finished by another worker {pickedUp.TotalSeconds:0.0} s after the kill"));
        Assert.True(pickedUp < Lease + Poll + Slack, $"It took {pickedUp}.");
    }

    private static HostSettings Settings(EngineStore store, string role) => store.SettingsFor(role)
        .With("MAX_CONCURRENT_TASKS", "6")
        .With("CPU_THROTTLE_THRESHOLD", "1")
        .With("DocProcessing:Jobs:LeaseDuration", $"{Lease}")
        .With("DocProcessing:Jobs:ReconcileInterval", $"{Poll}");

    private static Task UploadAllAsync(ApiClient user) => Parallel.ForEachAsync(
        Enumerable.Range(0, Jobs),
        new ParallelOptions { MaxDegreeOfParallelism = 4 },
        async (number, _) => (await user.UploadSimpleAsync($"{number}.txt", Prose.Bytes(number, DocumentBytes, Marker), "text/plain")).Require(202));

    /// <summary>Kills a worker at a moment at which it has jobs in hand: frozen, they are those that do not go on.</summary>
    private static async Task<HashSet<string>> KillWithJobsInHandAsync(ApiClient user, HostProcess worker)
    {
        while (true)
        {
            Signals.Freeze(worker.ProcessId);
            var inHand = Ids(await user.JobsAsync("processing"));
            await Task.Delay(TimeSpan.FromSeconds(1), Cancelled);
            inHand.IntersectWith(Ids(await user.JobsAsync("processing")));
            if (inHand.Count > 0)
            {
                await worker.KillAsync();
                return inHand;
            }

            Signals.Resume(worker.ProcessId);
            Assert.NotEmpty(await user.JobsAsync("uploading,pending,processing"));
        }
    }

    private static HashSet<string> Ids(IEnumerable<JsonElement> jobs) => [.. jobs.Select(job => job.GetProperty("job_id").GetString()!)];

    private static async Task<IReadOnlyList<JsonElement>> WaitForCompletedAsync(ApiClient user, int count)
    {
        var since = Stopwatch.StartNew();
        while (true)
        {
            var completed = await user.JobsAsync("completed");
            if (completed.Count >= count)
            {
                return completed;
            }

            Assert.Empty(await user.JobsAsync("failed,rejected,cancelled"));
            Assert.True(
                since.Elapsed < TimeSpan.FromSeconds(120),
                $"{completed.Count} of {count} jobs are completed. Open: {string.Join('\n', (await user.JobsAsync("pending,processing")).Take(5))}");
            await Task.Delay(200, Cancelled);
        }
    }

    private static async Task RequireOneEndEachAsync(ApiClient user, DataDirectory data, IReadOnlyList<JsonElement> jobs)
    {
        var documents = jobs.Select(job => job.GetProperty("document_id").GetString()!).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(Jobs, documents.Count);
        foreach (var job in Ids(jobs))
        {
            var history = await user.HistoryAsync(job);
            var end = Assert.Single(history, progress => JobStates.IsTerminal(progress.GetProperty("status").GetString()!));
            Assert.Equal(history[^1].GetProperty("sequence").GetInt64(), end.GetProperty("sequence").GetInt64());
        }

        var found = (await user.SearchAsync(Marker)).Select(hit => hit.GetProperty("document_id").GetString()!).ToList();
        Assert.Equal(found.Count, found.Distinct().Count());
        using var watcher = await ApiClient.SignInAsync(user.Host, "operator", "operator");
        Assert.Equal(Jobs, (await watcher.GetAsync("/processing/metrics")).Require(200)["indexed_documents"].GetInt64());

        // What the dead worker has begun is removed by housekeeping; what stays is each artifact once.
        var deadline = DateTime.UtcNow + TimeSpan.FromSeconds(30);
        while (!data.ObjectsByDocument().All(document => IsWhole(document)) || data.ObjectsByDocument().Count != Jobs)
        {
            Assert.True(DateTime.UtcNow < deadline, $"Objects: {string.Join(", ", data.ObjectsByDocument().First(document => !IsWhole(document)))}");
            await Task.Delay(200, Cancelled);
        }
    }

    private static bool IsWhole(IEnumerable<string> objects) => objects.Order(StringComparer.Ordinal).SequenceEqual(["analysis", "content", "metadata", "sections"]);
}
