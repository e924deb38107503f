namespace DocProcessing.AspNetCore.Tests.Operations;

public sealed class OperationTests
{
    private const string Audit = "/api/v1/documents/processing/audit";

    [Fact]
    public async Task An_operator_reads_the_metrics()
    {
        await using var app = await TestApp.StartAsync();

        var response = await app.As("ops", "operator").FetchAsync("/api/v1/documents/processing/metrics?window_minutes=15");

        Verified.Matches(Verified.Stable(await response.SucceedsAsync()), "metrics");
    }

    [Theory]
    [InlineData("/api/v1/documents/processing/metrics")]
    [InlineData("/api/v1/ws/stats")]
    public async Task What_is_for_operators_is_403_for_users_and_401_for_nobody(string route)
    {
        await using var app = await TestApp.StartAsync();

        await (await app.As("alice", "user").FetchAsync(route)).ProblemAsync(403, ErrorCodes.Forbidden);
        await (await app.As(null).FetchAsync(route)).ProblemAsync(401, ErrorCodes.Unauthenticated);
        await (await app.As("root", "admin").FetchAsync(route)).SucceedsAsync();
        await (await app.As("ops", "user", "Operator").FetchAsync(route)).SucceedsAsync();
    }

    [Fact]
    public async Task An_admin_reads_the_audit_trail_page_by_page()
    {
        await using var app = await TestApp.StartAsync();
        foreach (var (actor, subject) in new[] { ("alice", "one"), ("bob", "one"), ("alice", "two"), ("alice", "three") })
        {
            var entry = new AuditEntry { Actor = actor, Action = "document.read", Subject = subject, Owner = "alice", Timestamp = app.Clock.GetUtcNow() };
            await app.Services.GetRequiredService<IAuditTrail>().AppendAsync(entry, TestContext.Current.CancellationToken);
        }

        var client = app.As("root", "admin");

        var first = await (await client.FetchAsync($"{Audit}?actor=alice&limit=2")).SucceedsAsync();
        Verified.Matches(Verified.Stable(first), "audit");
        Assert.Equal(["one"], Subjects(await (await client.FetchAsync($"{Audit}?actor=alice&limit=2&before={first.GetProperty("next_before").GetInt64()}")).SucceedsAsync()));
        Assert.Equal(["one", "one"], Subjects(await (await client.FetchAsync($"{Audit}?subject=one")).SucceedsAsync()));
        static IEnumerable<string?> Subjects(JsonElement page) => page.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("subject").GetString());
    }

    [Fact]
    public async Task The_audit_trail_is_for_admins_only_and_has_limits()
    {
        await using var app = await TestApp.StartAsync();

        await (await app.As("ops", "operator").FetchAsync(Audit)).ProblemAsync(403, ErrorCodes.Forbidden);
        await (await app.As(null).FetchAsync(Audit)).ProblemAsync(401, ErrorCodes.Unauthenticated);
        await (await app.As("root", "admin").FetchAsync($"{Audit}?limit=501")).ProblemAsync(400, ErrorCodes.InvalidRequest);
        await (await app.As("root", "admin").FetchAsync($"{Audit}?before=0")).ProblemAsync(400, ErrorCodes.InvalidRequest);
    }
}
