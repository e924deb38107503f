using DocProcessing.EndToEnd.Client;
using DocProcessing.EndToEnd.Documents;
using DocProcessing.EndToEnd.Hosting;

namespace DocProcessing.EndToEnd.Queues;

/// <summary>A worker that was frozen past its lease wakes up and changes nothing.</summary>
public sealed class FrozenWorkerTests : HostTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static TheoryData<string> Engines() =>
        LongForm.IsOn ? ["Hangfire on PostgreSQL", "Hangfire on Redis", "Quartz.NET on PostgreSQL"] : ["Quartz.NET on PostgreSQL"];

    [Theory(Timeout = 240_000)]
    [MemberData(nameof(Engines))]
    public async Task What_another_worker_has_finished_stays_as_it_is(string engine)
    {
        using var data = new DataDirectory();
        await using var store = await EngineStore.StartAsync(engine);
        var web = await StartHostAsync(store.SettingsFor("Web"), data);
        var frozen = await StartHostAsync(store.SettingsFor("Worker"), data);
        using var user = await ApiClient.SignInAsync(web, "owner");
        var accepted = await user.UploadSimpleAsync("large.txt", Prose.Bytes(1, 20 << 20, "frozenmark"), "text/plain");
        var jobId = accepted.Require(202).Text("job_id");
        await user.WaitForJobAsync(jobId, job => job.Text("status") == "processing" && job["completed_stages"].GetArrayLength() >= 2);

        await FreezeAsync(frozen, user);
        await StartHostAsync(store.SettingsFor("Worker"), data);
        var done = await user.WaitForEndAsync(jobId, Patience);
        Assert.Equal("completed", done.Text("status"));
        var before = await SnapshotAsync(user, data, done);
        Signals.Resume(frozen.ProcessId);

        await WaitUntilAsync(() => frozen.Log.Text.Contains($"The lease on job {jobId} is lost", StringComparison.Ordinal));
        await WaitUntilAsync(async () => await SnapshotAsync(user, data, (await user.JobAsync(jobId)).Require(200)) == before);
        Assert.Single(await user.SearchAsync("frozenmark"));
    }

    /// <summary>Freezes a worker, but not within a write: that would keep the database's one file from everybody, which is not what is tested here.</summary>
    private static async Task FreezeAsync(HostProcess worker, ApiClient user)
    {
        while (true)
        {
            Signals.Freeze(worker.ProcessId);
            var write = user.InitiateAsync("anything.txt", 10, "text/plain");
            if (await Task.WhenAny(write, Task.Delay(TimeSpan.FromSeconds(2), Cancelled)) == write && (await write).Status == 201)
            {
                return;
            }

            Signals.Resume(worker.ProcessId);
            (await write).Require(201);
        }
    }

    /// <summary>Writes down all that could have changed.</summary>
    private static async Task<string> SnapshotAsync(ApiClient user, DataDirectory data, ApiAnswer job) => string.Join(
        '\n',
        [job.ToString(), .. (await user.HistoryAsync(job.Text("job_id"))).Select(progress => progress.GetRawText()), .. data.ObjectsByDocument().SelectMany(objects => objects)]);

    private static Task WaitUntilAsync(Func<bool> condition) => WaitUntilAsync(() => Task.FromResult(condition()));

    private static async Task WaitUntilAsync(Func<Task<bool>> condition)
    {
        var deadline = DateTime.UtcNow + Patience;
        while (!await condition())
        {
            Assert.True(DateTime.UtcNow < deadline, "It took too long.");
            await Task.Delay(50, Cancelled);
        }
    }
}
