using System.Diagnostics;
using DocProcessing.EndToEnd.Client;
using DocProcessing.EndToEnd.Documents;
using DocProcessing.EndToEnd.Hosting;

namespace DocProcessing.EndToEnd;

/// <summary>A host that is asked to stop gives its work back.</summary>
public sealed class GracefulStopTests : HostTest
{
    [Fact(Timeout = 120_000)]
    public async Task A_job_that_is_stopped_in_the_middle_goes_on_after_the_restart_without_a_lost_attempt()
    {
        var host = await StartHostAsync(HostSettings.ForTests().With("DocProcessing:Uploads:PartSizeBytes", "4194304").With("DocProcessing:Jobs:LeaseDuration", "00:01:00"));
        using var user = await ApiClient.SignInAsync(host, "stopper");
        var accepted = await user.UploadInChunksAsync("large.txt", Prose.Bytes(1, 20 << 20, "stoppedmark"), "text/plain");
        var jobId = accepted.Text("job_id");
        await user.WaitForJobAsync(jobId, job => job.Text("status") == "processing" && job["completed_stages"].GetArrayLength() >= 2);

        var clock = Stopwatch.StartNew();
        Assert.Equal(0, await host.StopAsync(Cancelled));
        Print($"Stopped in mid-job after {clock.ElapsedMilliseconds} ms");
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(15), $"It took {clock.Elapsed}.");

        host.Settings.With("DocProcessing:Jobs:Role", "Web");
        await host.StartAsync(Cancelled);
        var given = (await user.JobAsync(jobId)).Require(200);
        Assert.Equal("pending", given.Text("status"));
        Assert.Equal(1, given["attempt"].GetInt32());
        Assert.True(given["completed_stages"].GetArrayLength() >= 2, $"What was done is lost: {given}");

        // The lease would hold for a minute: a job that goes on at once was given back, not found dead.
        host.Settings.Without("DocProcessing:Jobs:Role");
        await host.RestartAsync(Cancelled);
        var done = await user.WaitForEndAsync(jobId, TimeSpan.FromSeconds(50));
        Assert.Equal("completed", done.Text("status"));
        Assert.All(await user.HistoryAsync(jobId), progress => Assert.Equal(1, progress.GetProperty("attempt").GetInt32()));
        Assert.Single(await user.SearchAsync("stoppedmark"));
    }

    [Fact(Timeout = 60_000)]
    public async Task An_idle_host_stops_at_once_though_sockets_are_open()
    {
        var host = await StartHostAsync();
        using var user = await ApiClient.SignInAsync(host, "watcher");
        await using var socket = await user.OpenSocketAsync();

        var clock = Stopwatch.StartNew();
        Assert.Equal(0, await host.StopAsync(Cancelled));

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"It took {clock.Elapsed}.");
    }
}
