namespace DocProcessing.AspNetCore.Tests.Operations;

public sealed class ConsistencyTests
{
    private const string Route = "/api/v1/documents/processing/consistency";

    [Fact]
    public async Task An_operator_gets_the_report()
    {
        await using var app = await TestApp.StartAsync();

        var response = await app.As("ops", "operator").PostAsync($"{Route}?checksums=true&safe_age_hours=48&limit=20");

        Verified.Matches(Verified.Stable(await response.SucceedsAsync()), "report");
        var (caller, request) = Assert.Single(CheckOf(app).Asked);
        Assert.Equal(new Caller("ops", CallerRole.Operator), caller);
        Assert.Equal(new ConsistencyRequest { VerifyChecksums = true, SafeAge = TimeSpan.FromHours(48), MaxFindings = 20 }, request);
    }

    [Fact]
    public async Task Only_an_admin_repairs()
    {
        await using var app = await TestApp.StartAsync();

        await (await app.As("ops", "operator").PostAsync($"{Route}?repair=true")).ProblemAsync(403, ErrorCodes.Forbidden);
        var report = await (await app.As("root", "admin").PostAsync($"{Route}?repair=true")).SucceedsAsync();

        Assert.Equal(2, report.GetProperty("repaired").GetInt64());
    }

    [Fact]
    public async Task It_is_403_for_users_and_401_for_nobody_and_405_to_read()
    {
        await using var app = await TestApp.StartAsync();

        await (await app.As("alice", "user").PostAsync(Route)).ProblemAsync(403, ErrorCodes.Forbidden);
        await (await app.As(null).PostAsync(Route)).ProblemAsync(401, ErrorCodes.Unauthenticated);
        await (await app.As("root", "admin").FetchAsync(Route)).ProblemAsync(405, HttpErrorCodes.MethodNotAllowed);
        Assert.Empty(CheckOf(app).Asked);
    }

    [Theory]
    [InlineData("safe_age_hours=0")]
    [InlineData("limit=1001")]
    [InlineData("repair=perhaps")]
    public async Task What_the_query_may_not_say_is_400(string query)
    {
        await using var app = await TestApp.StartAsync();

        await (await app.As("root", "admin").PostAsync($"{Route}?{query}")).ProblemAsync(400, ErrorCodes.InvalidRequest);
    }

    [Fact]
    public async Task A_store_that_is_away_is_503()
    {
        await using var app = await TestApp.StartAsync();
        CheckOf(app).Before = _ => throw new StorageUnavailableException("Storage is away.");

        var response = await app.As("ops", "operator").PostAsync(Route);

        await response.ProblemAsync(503, ErrorCodes.StorageUnavailable);
        Assert.NotNull(response.Headers.RetryAfter);
    }

    [Fact]
    public async Task A_client_that_goes_away_stops_the_check()
    {
        await using var app = await TestApp.StartAsync();
        var (started, stopped) = (new TaskCompletionSource(), new TaskCompletionSource());
        CheckOf(app).Before = async token =>
        {
            started.SetResult();
            await using var registration = token.Register(stopped.SetResult);
            await stopped.Task;
            token.ThrowIfCancellationRequested();
        };
        using var leaves = new CancellationTokenSource();
        var request = app.As("ops", "operator").PostAsync(new Uri(Route, UriKind.Relative), null, leaves.Token);
        await started.Task.WaitAsync(TestContext.Current.CancellationToken);

        await leaves.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        await stopped.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain(app.Logs.Lines, line => line.Contains(" Error ", StringComparison.Ordinal));
    }

    private static FakeConsistencyCheck CheckOf(TestApp app) => (FakeConsistencyCheck)app.Services.GetRequiredService<IConsistencyCheck>();
}
