namespace DocProcessing.AspNetCore.Tests.Jobs;

public sealed class JobTests
{
    private const string Route = "/api/v1/documents/jobs";

    [Fact]
    public async Task A_job_is_shown_with_its_progress_and_error()
    {
        await using var app = await TestApp.StartAsync();
        var job = app.Jobs.Add("alice", change: job => job with
        {
            Stage = StageNames.Extraction,
            Attempt = 2,
            CompletedStages = [StageNames.Upload, StageNames.Validation],
            Error = new JobError(ErrorCodes.StageTimeout, StageNames.Extraction, 1, true, "It took too long."),
            Warnings = [new JobWarning("no_text", "Page 2 has no text.")],
            SubmittedAt = app.Clock.GetUtcNow(),
            StartedAt = app.Clock.GetUtcNow(),
        });
        app.Jobs.Step(job.Id, 0.4567);

        var response = await app.As("alice").FetchAsync($"{Route}/{job.Id}");

        Verified.Matches(Verified.Stable(await response.SucceedsAsync()), "job");
    }

    [Fact]
    public async Task Jobs_are_listed_by_status_and_page()
    {
        await using var app = await TestApp.StartAsync();
        app.Jobs.Add("bob");
        app.Jobs.Add("alice", JobStatus.Completed);
        for (var count = 0; count < 3; count++)
        {
            app.Clock.Advance(TimeSpan.FromMilliseconds(5));
            app.Jobs.Add("alice", count == 0 ? JobStatus.Failed : JobStatus.Pending);
        }

        var client = app.As("alice");
        var first = await (await client.FetchAsync($"{Route}?status=pending,failed&limit=2")).SucceedsAsync();
        var second = await (await client.FetchAsync($"{Route}?status=pending&status=failed&limit=2&cursor={first.GetProperty("next_cursor").GetString()}")).SucceedsAsync();

        Assert.Equal(["pending", "pending"], Statuses(first));
        Assert.Equal(["failed"], Statuses(second));
        Assert.False(second.TryGetProperty("next_cursor", out _));
        static IEnumerable<string?> Statuses(JsonElement page) => page.GetProperty("jobs").EnumerateArray().Select(job => job.GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("status=done")]
    [InlineData("status=2")]
    [InlineData("limit=0")]
    [InlineData("limit=201")]
    [InlineData("limit=many")]
    [InlineData("cursor=next")]
    public async Task A_list_that_is_asked_for_wrongly_is_400(string query)
    {
        foreach (var environment in new[] { "Production", "Development" })
        {
            await using var app = await TestApp.StartAsync(environment: environment);

            await (await app.As("alice").FetchAsync($"{Route}?{query}")).ProblemAsync(400, ErrorCodes.InvalidRequest);
        }
    }

    [Fact]
    public async Task The_history_is_read_in_pages()
    {
        await using var app = await TestApp.StartAsync();
        var job = app.Jobs.Add("alice");
        app.Jobs.Step(job.Id, 0);
        app.Jobs.Step(job.Id, 0.5);
        app.Jobs.Step(job.Id, 1, JobStatus.Completed);

        var response = await app.As("alice").FetchAsync($"{Route}/{job.Id}/history?after=1&limit=1");

        Verified.Matches(Verified.Stable(await response.SucceedsAsync()), "history");
        await (await app.As("alice").FetchAsync($"{Route}/{job.Id}/history?limit=500")).SucceedsAsync();
        await (await app.As("alice").FetchAsync($"{Route}/{job.Id}/history?limit=501")).ProblemAsync(400, ErrorCodes.InvalidRequest);
        await (await app.As("alice").FetchAsync($"{Route}/{job.Id}/history?after=-1")).ProblemAsync(400, ErrorCodes.InvalidRequest);
    }

    [Fact]
    public async Task A_job_is_cancelled_and_one_that_is_done_is_not()
    {
        await using var app = await TestApp.StartAsync();
        var (running, done) = (app.Jobs.Add("alice"), app.Jobs.Add("alice", JobStatus.Completed));

        var answer = await (await app.As("alice").PostAsync($"{Route}/{running.Id}/cancel")).SucceedsAsync();

        Assert.Equal("cancelled", answer.GetProperty("status").GetString());
        await (await app.As("alice").PostAsync($"{Route}/{done.Id}/cancel")).ProblemAsync(409, ErrorCodes.JobStatusConflict);
    }

    [Fact]
    public async Task A_failed_job_is_run_again_and_another_is_not()
    {
        await using var app = await TestApp.StartAsync();
        var (failed, running) = (app.Jobs.Add("alice", JobStatus.Failed), app.Jobs.Add("alice"));

        var answer = await (await app.As("alice").PostAsync($"{Route}/{failed.Id}/retry")).SucceedsAsync();

        Assert.Equal("pending", answer.GetProperty("status").GetString());
        await (await app.As("alice").PostAsync($"{Route}/{running.Id}/retry")).ProblemAsync(409, ErrorCodes.JobStatusConflict);
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("GET", "/history")]
    [InlineData("GET", "/events")]
    [InlineData("POST", "/cancel")]
    [InlineData("POST", "/retry")]
    public async Task What_is_another_users_or_no_id_at_all_does_not_exist(string method, string route)
    {
        await using var app = await TestApp.StartAsync();
        var job = app.Jobs.Add("bob");

        foreach (var id in new[] { job.Id.Value, "no-id" })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), $"{Route}/{id}{route}");
            await (await app.As("alice").SendAsync(request, TestContext.Current.CancellationToken)).ProblemAsync(404, ErrorCodes.JobNotFound);
        }
    }

    [Fact]
    public async Task An_operator_sees_everybodys_jobs()
    {
        await using var app = await TestApp.StartAsync();
        var job = app.Jobs.Add("bob");

        await (await app.As("ops", "operator").FetchAsync($"{Route}/{job.Id}")).SucceedsAsync();
        var list = await (await app.As("ops", "operator").FetchAsync(Route)).SucceedsAsync();

        Assert.Equal(1, list.GetProperty("jobs").GetArrayLength());
    }
}
