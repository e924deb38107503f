namespace DocProcessing.AspNetCore.Tests.Health;

public sealed class HealthTests
{
    [Fact]
    public async Task Only_operators_are_told_more_than_names_and_statuses()
    {
        await using var app = await StartAsync(new Probe("storage", _ => Task.FromResult("1024 bytes free")), new Probe("state", _ => throw new IOException()));

        foreach (var route in new[] { "/health", "/health/ready" })
        {
            Verified.Matches(Verified.Stable(await (await app.As("ops", "operator").FetchAsync(route)).SucceedsAsync(503)), "operator");
            foreach (var client in new[] { app.As(null), app.As("alice"), app.WithToken("not.a.token") })
            {
                Assert.DoesNotContain("description", (await (await client.FetchAsync(route)).SucceedsAsync(503)).GetRawText(), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Every_component_is_named()
    {
        await using var app = await StartAsync(new Probe("storage", _ => Task.FromResult("file system")), new Probe("state", _ => Task.FromResult("SQLite")));

        foreach (var route in new[] { "/health", "/health/ready" })
        {
            Verified.Matches(Verified.Stable(await (await app.As(null).FetchAsync(route)).SucceedsAsync()), "healthy");
        }
    }

    [Fact]
    public async Task A_component_that_is_down_makes_it_503_and_tells_nothing_of_the_inside()
    {
        await using var app = await StartAsync(
            new Probe("storage", _ => Task.FromResult("file system")),
            new Probe("state", _ => throw new InvalidOperationException("password=secret at 10.0.0.1")));

        Verified.Matches(Verified.Stable(await (await app.As(null).FetchAsync("/health")).SucceedsAsync(503)), "unhealthy");
        await (await app.As(null).FetchAsync("/health/live")).SucceedsAsync();
    }

    [Fact]
    public async Task A_component_that_does_not_answer_is_left_behind()
    {
        var asked = new TaskCompletionSource();
        await using var app = await StartAsync(new Probe("storage", _ =>
        {
            asked.TrySetResult();
            return new TaskCompletionSource<string>().Task;
        }));

        var response = app.As("ops", "operator").FetchAsync("/health");
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        app.Clock.Advance(TimeSpan.FromSeconds(6));

        var answer = await (await response).SucceedsAsync(503);
        Assert.Equal("It did not answer in time.", answer.GetProperty("components").GetProperty("storage").GetProperty("description").GetString());
    }

    [Fact]
    public async Task Components_are_asked_at_most_once_in_a_second()
    {
        var asked = 0;
        await using var app = await StartAsync(new Probe("storage", _ => Task.FromResult($"{++asked}")));

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => app.As(null).FetchAsync("/health")));
        Assert.Equal(1, asked);
        app.Clock.Advance(TimeSpan.FromSeconds(2));
        await app.As(null).FetchAsync("/health");
        Assert.Equal(2, asked);
    }

    private static Task<TestApp> StartAsync(params Probe[] probes) => TestApp.StartAsync(services =>
    {
        foreach (var probe in probes)
        {
            services.AddSingleton<IHealthProbe>(probe);
        }
    });

    private sealed class Probe(string component, Func<CancellationToken, Task<string>> probe) : IHealthProbe
    {
        public string Component => component;

        public Task<string> ProbeAsync(CancellationToken cancellationToken) => probe(cancellationToken);
    }
}
