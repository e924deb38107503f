using System.Collections.Concurrent;
using System.Net.ServerSentEvents;

namespace DocProcessing.AspNetCore.Tests.Jobs;

public sealed class JobEventStreamTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_terminal_event_that_the_bus_says_it_lost_is_read_from_the_history_at_once()
    {
        await using var app = await TestApp.StartAsync(configuration: [("WEBSOCKET_HEARTBEAT_INTERVAL", "3600")]);
        var job = app.Jobs.Add("alice");
        app.Jobs.Step(job.Id, 0.1);
        await using var events = await OpenAsync(app, job.Id);
        Assert.Equal("1", await events.NextIdAsync());
        app.Jobs.Step(job.Id, 1, JobStatus.Completed, publish: false);

        app.Bus.Publish(new GapMessage(app.Clock.GetUtcNow()));

        Assert.Equal("2", await events.NextIdAsync());
        Assert.Null(await events.NextIdAsync());
    }

    [Fact]
    public async Task The_past_is_replayed_then_live_events_follow_and_the_terminal_one_ends_the_stream()
    {
        await using var app = await TestApp.StartAsync();
        var job = app.Jobs.Add("alice");
        app.Jobs.Step(job.Id, 0.1);
        app.Jobs.Step(job.Id, 0.2);
        await using var events = await OpenAsync(app, job.Id);

        Assert.Equal(["1", "2"], [await events.NextIdAsync(), await events.NextIdAsync()]);
        app.Jobs.Step(job.Id, 0.3);
        Assert.Equal("3", await events.NextIdAsync());
        app.Jobs.Step(job.Id, 1, JobStatus.Completed);
        Assert.Equal("4", await events.NextIdAsync());
        Assert.Null(await events.NextIdAsync());
    }

    [Fact]
    public async Task Last_Event_ID_says_where_to_go_on()
    {
        await using var app = await TestApp.StartAsync();
        var job = app.Jobs.Add("alice");
        app.Jobs.Step(job.Id, 0.1);
        app.Jobs.Step(job.Id, 0.2);
        app.Jobs.Step(job.Id, 1, JobStatus.Completed);

        await using var events = await OpenAsync(app, job.Id, "2");

        Assert.Equal("3", await events.NextIdAsync());
        Assert.Null(await events.NextIdAsync());
    }

    [Fact]
    public async Task A_client_that_has_all_of_an_ended_job_is_told_not_to_come_again()
    {
        await using var app = await TestApp.StartAsync();
        var job = app.Jobs.Add("alice");
        app.Jobs.Step(job.Id, 1, JobStatus.Completed);
        var client = app.As("alice");
        client.DefaultRequestHeaders.Add("Last-Event-ID", "1");

        var response = await client.FetchAsync($"/api/v1/documents/jobs/{job.Id}/events");

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    [Fact]
    public async Task What_the_bus_lost_comes_with_the_next_event()
    {
        await using var app = await TestApp.StartAsync();
        var job = app.Jobs.Add("alice");
        app.Jobs.Step(job.Id, 0.1);
        await using var events = await OpenAsync(app, job.Id);
        Assert.Equal("1", await events.NextIdAsync());

        app.Jobs.Step(job.Id, 0.2, publish: false);
        app.Jobs.Step(job.Id, 0.3);

        Assert.Equal(["2", "3"], [await events.NextIdAsync(), await events.NextIdAsync()]);
    }

    [Fact]
    public async Task A_terminal_event_that_the_bus_lost_comes_with_the_next_heartbeat()
    {
        await using var app = await TestApp.StartAsync();
        var job = app.Jobs.Add("alice");
        app.Jobs.Step(job.Id, 0.1);
        await using var events = await OpenAsync(app, job.Id);
        Assert.Equal("1", await events.NextIdAsync());

        app.Jobs.Step(job.Id, 1, JobStatus.Completed, publish: false);
        var next = events.NextIdAsync();
        while (!next.IsCompleted)
        {
            // The stream may begin its wait only after the clock was moved.
            app.Clock.Advance(TimeSpan.FromSeconds(31));
            await Task.WhenAny(next, Task.Delay(50, Token));
        }

        Assert.Equal("2", await next);
        Assert.Null(await events.NextIdAsync());
    }

    [Fact]
    public async Task An_event_carries_the_same_message_as_the_socket()
    {
        await using var app = await TestApp.StartAsync();
        var job = app.Jobs.Add("alice");
        app.Jobs.Step(job.Id, 1, JobStatus.Completed);
        await using var events = await OpenAsync(app, job.Id);

        var item = await events.NextAsync();

        Assert.Equal("job_progress", item!.Value.EventType);
        Verified.Matches(Verified.Stable(item.Value.Data), "event");
    }

    [Fact]
    public async Task The_token_in_the_query_is_taken_and_a_bad_last_id_is_400()
    {
        await using var app = await TestApp.StartAsync();
        var job = app.Jobs.Add("alice");
        app.Jobs.Step(job.Id, 1, JobStatus.Completed);

        var response = await app.As(null).FetchAsync($"/api/v1/documents/jobs/{job.Id}/events?token={Tokens.For("alice")}");
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);

        var client = app.As("alice");
        client.DefaultRequestHeaders.Add("Last-Event-ID", "x");
        await (await client.FetchAsync($"/api/v1/documents/jobs/{job.Id}/events")).ProblemAsync(400, ErrorCodes.InvalidRequest);
    }

    [Fact]
    public async Task The_stream_ends_with_the_token_and_with_the_host()
    {
        await using var app = await TestApp.StartAsync();
        var job = app.Jobs.Add("alice");
        app.Jobs.Step(job.Id, 0.1);
        await using var first = await OpenAsync(app, job.Id);
        Assert.Equal("1", await first.NextIdAsync());
        app.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Null(await first.NextIdAsync());

        await using var other = await TestApp.StartAsync();
        var running = other.Jobs.Add("alice");
        other.Jobs.Step(running.Id, 0.1);
        await using var second = await OpenAsync(other, running.Id);
        Assert.Equal("1", await second.NextIdAsync());
        var stopped = other.StopAsync();
        Assert.Null(await second.NextIdAsync());
        await stopped.WaitAsync(TimeSpan.FromSeconds(20), Token);
    }

    [Fact]
    public async Task A_timer_that_fires_after_the_streams_end_does_no_harm()
    {
        var clock = new LateTimers();
        await using var app = await TestApp.StartAsync(services => services.AddSingleton<TimeProvider>(clock));
        var job = app.Jobs.Add("alice");
        app.Jobs.Step(job.Id, 1, JobStatus.Completed);
        await using (var events = await OpenAsync(app, job.Id))
        {
            Assert.Equal("1", await events.NextIdAsync());
            Assert.Null(await events.NextIdAsync());
        }

        Assert.NotEmpty(clock.Hourly);
        Assert.All(clock.Hourly, fire => fire());
    }

    private static async Task<EventReader> OpenAsync(TestApp app, JobId id, string? lastEventId = null)
    {
        var client = app.As("alice");
        if (lastEventId is not null)
        {
            client.DefaultRequestHeaders.Add("Last-Event-ID", lastEventId);
        }

        var response = await client.GetAsync($"/api/v1/documents/jobs/{id}/events", HttpCompletionOption.ResponseHeadersRead, Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return new EventReader(SseParser.Create(await response.Content.ReadAsStreamAsync(Token)).EnumerateAsync(Token).GetAsyncEnumerator(Token));
    }

    /// <summary>Keeps what long timers would do, so that a test can let them fire when they are disposed: a timer of the system may do so too.</summary>
    private sealed class LateTimers : TimeProvider
    {
        public ConcurrentQueue<Action> Hourly { get; } = new();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime > TimeSpan.FromMinutes(50) && dueTime < TimeSpan.FromMinutes(70))
            {
                Hourly.Enqueue(() => callback(state));
            }

            return base.CreateTimer(callback, state, dueTime, period);
        }
    }

    private sealed class EventReader(IAsyncEnumerator<SseItem<string>> events) : IAsyncDisposable
    {
        public async Task<SseItem<string>?> NextAsync() =>
            await events.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20), Token) ? events.Current : null;

        public async Task<string?> NextIdAsync() => (await NextAsync())?.EventId;

        public ValueTask DisposeAsync() => events.DisposeAsync();
    }
}
