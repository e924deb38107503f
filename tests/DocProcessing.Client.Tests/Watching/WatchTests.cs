using System.Net;
using DocProcessing.Client.Tests.Hosting;
using DocProcessing.EndToEnd.Documents;
using DocProcessing.Testing;

namespace DocProcessing.Client.Tests.Watching;

public sealed class WatchTests(ClientHost shared) : ClientTest(shared)
{
    [Theory(Timeout = 90_000)]
    [InlineData("sockets", "/ws/progress")]
    [InlineData("events", "/events", "/ws/")]
    [InlineData("polling", "/history", "/ws/", "/events")]
    public async Task A_job_is_watched_to_its_end_by_whatever_gets_through(string name, string used, params string[] blocked)
    {
        Proxy.Plan = (_, path, _) => blocked.Any(block => path.Contains(block, StringComparison.Ordinal)) ? new RequestFault(RequestFaultKind.Refuse, Status: 403) : RequestFault.None;
        var jobId = await NewJobAsync(name);

        var steps = await NewClient().WatchAsync(jobId).ToListAsync(Cancelled);

        await RequireWholeStoryAsync(jobId, steps);
        Assert.Contains(Proxy.Requests, request => request.Path.Contains(used, StringComparison.Ordinal));
        Assert.All(blocked, block => Assert.Contains(Proxy.Requests, request => request.Path.Contains(block, StringComparison.Ordinal)));
    }

    [Theory(Timeout = 90_000)]
    [InlineData("sockets")]
    [InlineData("events", "/ws/")]
    public async Task A_connection_that_breaks_again_and_again_costs_no_step_and_repeats_none(string name, params string[] blocked)
    {
        var cuts = 0;
        Proxy.Plan = (_, path, _) =>
            blocked.Any(block => path.Contains(block, StringComparison.Ordinal)) ? new RequestFault(RequestFaultKind.Refuse, Status: 403)
            : path.Contains("/ws/", StringComparison.Ordinal) || path.EndsWith("/events", StringComparison.Ordinal) ? new RequestFault(RequestFaultKind.CutAnswer, 900 + (400 * Interlocked.Increment(ref cuts)))
            : RequestFault.None;
        var jobId = await NewJobAsync(name);

        await RequireWholeStoryAsync(jobId, await NewClient().WatchAsync(jobId).ToListAsync(Cancelled));
        Assert.True(cuts > 1, $"It was cut {cuts} times.");
    }

    [Fact(Timeout = 90_000)]
    public async Task A_watch_that_is_told_where_to_start_starts_there_and_still_ends()
    {
        var jobId = await NewJobAsync("since");
        await User.WaitForEndAsync(jobId);
        var history = await User.HistoryAsync(jobId);
        var last = history[^1].GetProperty("sequence").GetInt64();
        var client = NewClient();

        Assert.Equal([last - 1, last], (await client.WatchAsync(jobId, last - 2).ToListAsync(Cancelled)).Select(step => step.Sequence));
        Assert.Equal(JobStatus.Completed, Assert.Single(await client.WatchAsync(jobId, last).ToListAsync(Cancelled)).Status);

        Proxy.Plan = (_, path, _) => path.Contains("/ws/", StringComparison.Ordinal) || path.EndsWith("/events", StringComparison.Ordinal) ? new RequestFault(RequestFaultKind.Refuse, Status: 403) : RequestFault.None;
        Assert.Equal(JobStatus.Completed, Assert.Single(await client.WatchAsync(jobId, last).ToListAsync(Cancelled)).Status);
    }

    [Fact(Timeout = 90_000)]
    public async Task A_job_that_nobody_has_is_told_as_such()
    {
        var error = await Assert.ThrowsAsync<DocumentProcessingClientException>(
            async () => await NewClient().WatchAsync("job_that_is_not").ToListAsync(Cancelled));

        Assert.Equal((HttpStatusCode.NotFound, "job_not_found"), (error.Status, error.Code));
    }

    [Fact(Timeout = 90_000)]
    public async Task A_socket_is_opened_with_a_fresh_token_when_the_old_one_is_refused()
    {
        var jobId = await NewJobAsync("token");
        var token = User.Token;
        var client = NewClient(options => options.AccessToken = (refresh, _) => ValueTask.FromResult(refresh ? token : "stale"));

        await RequireWholeStoryAsync(jobId, await client.WatchAsync(jobId).ToListAsync(Cancelled));
        Assert.DoesNotContain(Proxy.Requests, request => request.Path.EndsWith("/events", StringComparison.Ordinal));
    }

    private async Task<string> NewJobAsync(string name) =>
        (await User.UploadSimpleAsync($"{name}.txt", Prose.Bytes(1, 1_000_000), "text/plain")).Require(202).Text("job_id");

    private async Task RequireWholeStoryAsync(string jobId, IReadOnlyList<JobProgress> steps)
    {
        var history = (await User.HistoryAsync(jobId)).Select(step => step.GetProperty("sequence").GetInt64()).ToList();
        Assert.Equal(history, steps.Select(step => step.Sequence));
        Assert.Equal(JobStatus.Completed, steps[^1].Status);
    }
}
