using System.Net.WebSockets;
using Microsoft.Extensions.Time.Testing;

namespace DocProcessing.AspNetCore.Tests.RateLimiting;

public sealed class RateLimitTests
{
    private const string Upload = "/api/v1/documents/upload";

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Uploads_beyond_the_limit_wait_and_go_when_the_time_has_come()
    {
        await using var app = await TestApp.StartAsync(configuration: [("RATE_LIMIT_UPLOADS_PER_MINUTE", "2")]);

        await (await InitiateAsync(app, "alice")).SucceedsAsync(201);
        await (await app.As("alice").PostAsync($"{Upload}/simple", Http.Form(("file", Http.Bytes(5))), Token)).SucceedsAsync(202);
        var refused = await InitiateAsync(app, "alice");
        Verified.Matches(Verified.Stable(await refused.ProblemAsync(429, ErrorCodes.RateLimited)), "rate_limited");
        await (await InitiateAsync(app, "bob")).SucceedsAsync(201);

        app.Clock.Advance(refused.Headers.RetryAfter!.Delta!.Value);
        await (await InitiateAsync(app, "alice")).SucceedsAsync(201);
    }

    [Fact]
    public async Task Requests_have_a_limit_of_their_own_and_health_has_none()
    {
        await using var app = await TestApp.StartAsync(configuration: [("RATE_LIMIT_REQUESTS_PER_MINUTE", "3")]);
        var client = app.As("alice");

        for (var count = 0; count < 3; count++)
        {
            await (await client.FetchAsync("/api/v1/documents/jobs")).SucceedsAsync();
        }

        await (await client.FetchAsync($"{Upload}/active")).ProblemAsync(429, ErrorCodes.RateLimited);
        await (await InitiateAsync(app, "alice")).SucceedsAsync(201);
        for (var count = 0; count < 10; count++)
        {
            await (await client.FetchAsync("/health")).SucceedsAsync();
        }
    }

    [Fact]
    public async Task Chunks_count_against_their_session_only()
    {
        await using var app = await TestApp.StartAsync(configuration: [("RATE_LIMIT_REQUESTS_PER_MINUTE", "1"), ("DocProcessing:RateLimits:SendsPerPart", "1")]);
        var session = app.Uploads.Add("alice", 10);

        for (var count = 0; count < 101; count++)
        {
            await (await SendAsync(app, session.Id)).SucceedsAsync();
        }

        var refused = await SendAsync(app, session.Id);
        await refused.ProblemAsync(429, ErrorCodes.RateLimited);
        Assert.NotNull(refused.Headers.RetryAfter);
        await (await SendAsync(app, app.Uploads.Add("alice", 10).Id)).SucceedsAsync();
        Assert.Equal(2, app.Uploads.Gets);
        await (await app.As("alice").FetchAsync("/api/v1/documents/jobs")).SucceedsAsync();
    }

    [Fact]
    public async Task Chunks_of_made_up_uploads_count_as_requests()
    {
        await using var app = await TestApp.StartAsync(configuration: [("RATE_LIMIT_REQUESTS_PER_MINUTE", "2")]);

        for (var count = 0; count < 2; count++)
        {
            await (await SendAsync(app, UploadId.Create(TimeProvider.System))).ProblemAsync(404, ErrorCodes.UploadNotFound);
        }

        await (await SendAsync(app, UploadId.Create(TimeProvider.System))).ProblemAsync(429, ErrorCodes.RateLimited);
    }

    [Fact]
    public async Task Each_connect_of_a_socket_counts_as_a_request()
    {
        await using var app = await TestApp.StartAsync(configuration: [("RATE_LIMIT_REQUESTS_PER_MINUTE", "2")]);
        foreach (var route in new[] { "progress", "notifications" })
        {
            using var socket = await app.ConnectAsync("alice", route);
            await socket.NextAsync("connected");
        }

        Assert.Contains("429", (await Assert.ThrowsAsync<WebSocketException>(() => app.ConnectAsync("alice"))).Message, StringComparison.Ordinal);
        await (await app.As("alice").FetchAsync("/api/v1/documents/jobs")).ProblemAsync(429, ErrorCodes.RateLimited);
        using var other = await app.ConnectAsync("bob");
        await other.NextAsync("connected");
    }

    [Fact]
    public async Task Chunks_that_name_no_upload_before_their_file_count_as_requests()
    {
        await using var app = await TestApp.StartAsync(configuration: [("RATE_LIMIT_REQUESTS_PER_MINUTE", "3")]);
        var session = app.Uploads.Add("alice", 10);

        await (await PostAsync(app, ("chunk_file", Http.Bytes(10)))).ProblemAsync(400, ErrorCodes.InvalidRequest);
        await (await PostAsync(app, ("upload_id", "no-id"), ("part_number", 1), ("chunk_file", Http.Bytes(10)))).ProblemAsync(404, ErrorCodes.UploadNotFound);
        await (await PostAsync(app, ("chunk_file", Http.Bytes(10)), ("upload_id", session.Id), ("part_number", 1))).SucceedsAsync();
        await (await PostAsync(app, ("chunk_file", Http.Bytes(10)), ("upload_id", session.Id), ("part_number", 1))).ProblemAsync(429, ErrorCodes.RateLimited);

        // With the upload's name before the file, its own allowance pays.
        await (await PostAsync(app, ("upload_id", session.Id), ("chunk_file", Http.Bytes(10)), ("part_number", 1))).SucceedsAsync();
    }

    [Fact]
    public void A_window_slides()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        var counters = new LocalRateCounters(clock);
        for (var count = 0; count < 10; count++)
        {
            Assert.Null(counters.TryTake("a", 10, Minute));
        }

        Assert.NotNull(counters.TryTake("a", 10, Minute));
        clock.Advance(TimeSpan.FromSeconds(90));
        var taken = Enumerable.Range(0, 10).Count(_ => counters.TryTake("a", 10, Minute) is null);
        Assert.Equal(5, taken);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10)]
    public void Whoever_waits_as_told_may_go_and_not_before(int limit)
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        var counters = new LocalRateCounters(clock);
        for (var count = 0; count < 500; count++)
        {
            if (counters.TryTake("a", limit, Minute) is { } wait)
            {
                Assert.InRange(wait, TimeSpan.FromTicks(1), TimeSpan.FromMinutes(2));
                clock.Advance(wait / 2);
                Assert.NotNull(counters.TryTake("a", limit, Minute));
                clock.Advance((wait / 2) + TimeSpan.FromMilliseconds(1));
                Assert.Null(counters.TryTake("a", limit, Minute));
            }
        }
    }

    [Fact]
    public void Keys_that_are_silent_are_forgotten()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        var counters = new LocalRateCounters(clock);
        for (var key = 0; key < 1000; key++)
        {
            counters.TryTake($"{key}", 10, Minute);
        }

        clock.Advance(TimeSpan.FromMinutes(3));
        counters.TryTake("last", 10, Minute);
        Assert.Equal(1, counters.Count);
    }

    private static Task<HttpResponseMessage> InitiateAsync(TestApp app, string user) => app.As(user).PostAsync($"{Upload}/initiate", new { filename = "a", file_size = 1 });

    private static Task<HttpResponseMessage> PostAsync(TestApp app, params (string Name, object Value)[] fields) =>
        app.As("alice").PostAsync($"{Upload}/chunk", Http.Form(fields), Token);

    private static Task<HttpResponseMessage> SendAsync(TestApp app, UploadId id) =>
        app.As("alice").PostAsync($"{Upload}/chunk", Http.Form(("upload_id", id), ("part_number", 1), ("chunk_file", Http.Bytes(10))), Token);
}
