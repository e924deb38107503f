namespace DocProcessing.AspNetCore.Tests.Access;

public sealed class TokenSecrecyTests
{
    [Fact]
    public async Task No_token_of_a_query_string_reaches_a_log_at_any_level()
    {
        await using var app = await TestApp.StartAsync();
        var job = app.Jobs.Add("alice");
        app.Jobs.Step(job.Id, 1, JobStatus.Completed);
        var token = Tokens.For("alice");
        using (var socket = await app.ConnectWithTokenAsync(token))
        {
            await socket.NextAsync("connected");
        }

        using (var socket = await app.ConnectWithTokenAsync(token, "notifications", "&since=2030-01-01T00:00:00Z"))
        {
            await socket.NextAsync("connected");
        }

        var anonymous = app.As(null);
        Assert.Equal(HttpStatusCode.OK, (await anonymous.FetchAsync($"/api/v1/documents/jobs/{job.Id}/events?token={token}&a=b")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await anonymous.FetchAsync($"/api/v1/documents/jobs/{job.Id}/events?a=b&%74oken={token}")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await anonymous.FetchAsync($"/api/v1/documents/jobs/{job.Id}/events?TOKEN={token}")).StatusCode);
        await (await anonymous.FetchAsync($"/api/v1/documents/jobs/{job.Id}?token={token}")).ProblemAsync(401, ErrorCodes.Unauthenticated);
        await (await anonymous.FetchAsync($"/api/v1/documents/jobs/{job.Id}/events?token=bad{token}")).ProblemAsync(401, ErrorCodes.Unauthenticated);

        var signature = token.Split('.')[2];
        Assert.NotEmpty(app.Logs.Lines);
        Assert.Contains(app.Logs.Lines, line => line.Contains("Request starting", StringComparison.Ordinal) && line.Contains("?a=b", StringComparison.Ordinal));
        Assert.DoesNotContain(app.Logs.Lines, line => line.Contains(signature, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_token_of_the_query_counts_only_for_live_routes_and_never_over_a_header()
    {
        await using var app = await TestApp.StartAsync();
        var job = app.Jobs.Add("alice");

        await (await app.As(null).FetchAsync($"/api/v1/documents/jobs?token={Tokens.For("alice")}")).ProblemAsync(401, ErrorCodes.Unauthenticated);
        await (await app.As("bob").FetchAsync($"/api/v1/documents/jobs/{job.Id}/events?token={Tokens.For("alice")}")).ProblemAsync(404, ErrorCodes.JobNotFound);
    }
}
