using System.Net.WebSockets;
using System.Text;

namespace DocProcessing.AspNetCore.Tests.WebSockets;

public sealed class ProgressSocketTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_present_state_comes_first_then_what_happens()
    {
        await using var app = await TestApp.StartAsync();
        var job = app.Jobs.Add("alice");
        app.Jobs.Step(job.Id, 0.25);
        using var socket = await app.ConnectAsync("alice");
        Verified.Matches(Verified.Stable(await socket.NextAsync() ?? default), "connected");

        await socket.SendAsync(new { type = "subscribe", job_ids = new[] { job.Id.Value }, channels = new[] { "progress" }, user_id = "alice" });

        Verified.Matches(Verified.Stable(await socket.NextAsync() ?? default), "subscribed");
        Verified.Matches(Verified.Stable(await socket.NextAsync() ?? default), "job_progress");
        app.Jobs.Step(job.Id, 0.5);
        Assert.Equal(2, Sequence(await socket.NextAsync("job_progress")));
        app.Jobs.Step(job.Id, 1, JobStatus.Completed);
        Assert.Equal("completed", Data(await socket.NextAsync("job_progress")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_job_without_events_has_a_present_state_too()
    {
        await using var app = await TestApp.StartAsync();
        var job = app.Jobs.Add("alice", JobStatus.Cancelled);
        using var socket = await app.ConnectAsync("alice");

        await socket.SendAsync(new { type = "subscribe", job_ids = new[] { job.Id.Value } });

        Assert.Equal("cancelled", Data(await socket.NextAsync("job_progress")).GetProperty("status").GetString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Since_replays_the_past_and_goes_on_live_without_gap_or_repetition(bool byJob)
    {
        await using var app = await TestApp.StartAsync();
        var job = app.Jobs.Add("alice");
        for (var step = 1; step <= 1200; step++)
        {
            app.Jobs.Step(job.Id, step / 2000.0, publish: false);
        }

        var added = 0;
        app.Jobs.BeforeHistory = () =>
        {
            // While the past is read, the job goes on.
            for (var count = 0; added < 90 && count < 30; count++, added++)
            {
                app.Jobs.Step(job.Id, 0.7);
            }
        };
        using var socket = await app.ConnectAsync("alice");
        await socket.SendAsync(new { type = "subscribe", job_ids = new[] { job.Id.Value }, since = byJob ? (object)new Dictionary<string, int> { [job.Id.Value] = 100 } : 100 });

        var sequences = new List<long>();
        while (sequences.LastOrDefault() < 1290)
        {
            sequences.Add(Sequence(await socket.NextAsync("job_progress")));
        }

        app.Jobs.Step(job.Id, 1, JobStatus.Completed);
        sequences.Add(Sequence(await socket.NextAsync("job_progress")));
        Assert.Equal(Enumerable.Range(101, 1191).Select(number => (long)number), sequences);
    }

    [Fact]
    public async Task Since_with_nothing_new_still_tells_the_present_state()
    {
        await using var app = await TestApp.StartAsync();
        var job = app.Jobs.Add("alice");
        app.Jobs.Step(job.Id, 0.5);
        using var socket = await app.ConnectAsync("alice");

        await socket.SendAsync(new { type = "subscribe", job_ids = new[] { job.Id.Value }, since = 1 });

        Assert.Equal(1, Sequence(await socket.NextAsync("job_progress")));
    }

    [Fact]
    public async Task Unknown_and_foreign_jobs_are_errors_and_the_others_are_followed()
    {
        await using var app = await TestApp.StartAsync();
        var (mine, theirs) = (app.Jobs.Add("alice"), app.Jobs.Add("bob"));
        using var socket = await app.ConnectAsync("alice");
        await socket.NextAsync("connected");

        await socket.SendAsync(new { type = "subscribe", job_ids = new[] { theirs.Id.Value, "no-id", mine.Id.Value } });

        var first = await socket.NextAsync() ?? default;
        Verified.Matches(Verified.Stable(first), "job_not_found");
        Assert.Equal(theirs.Id.Value, first.GetProperty("job_id").GetString());
        Assert.Equal("no-id", (await socket.NextAsync("error")).GetProperty("job_id").GetString());
        Assert.Equal([mine.Id.Value], (await socket.NextAsync("subscribed")).GetProperty("job_ids").EnumerateArray().Select(id => id.GetString()));
        app.Jobs.Step(theirs.Id, 0.5);
        app.Jobs.Step(mine.Id, 0.5);
        await socket.NextAsync("job_progress");
        Assert.Equal(mine.Id.Value, (await socket.NextAsync("job_progress")).GetProperty("job_id").GetString());
    }

    [Fact]
    public async Task All_of_a_users_jobs_are_followed_over_the_channel_jobs()
    {
        await using var app = await TestApp.StartAsync();
        var (old, theirs) = (app.Jobs.Add("alice"), app.Jobs.Add("bob"));
        app.Jobs.Step(old.Id, 0.1);
        using var socket = await app.ConnectAsync("alice");
        await socket.SendAsync(new { type = "subscribe", channels = new[] { "jobs" } });
        Assert.Equal(old.Id.Value, (await socket.NextAsync("job_progress")).GetProperty("job_id").GetString());

        var fresh = app.Jobs.Add("alice");
        app.Jobs.Step(theirs.Id, 0.5);
        app.Jobs.Step(fresh.Id, 0.5);

        Assert.Equal(fresh.Id.Value, (await socket.NextAsync("job_progress")).GetProperty("job_id").GetString());
        await socket.SendAsync(new { type = "unsubscribe", channels = new[] { "jobs" } });
        Assert.Equal(0, (await socket.NextAsync("subscribed")).GetProperty("channels").GetArrayLength());
        app.Jobs.Step(fresh.Id, 0.6);
        await socket.SendAsync(new { type = "ping" });
        Assert.Equal("heartbeat", (await socket.NextAsync())!.Value.GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_job_that_is_followed_twice_is_told_once()
    {
        await using var app = await TestApp.StartAsync();
        var job = app.Jobs.Add("alice");
        using var socket = await app.ConnectAsync("alice");
        await socket.SendAsync(new { type = "subscribe", job_ids = new[] { job.Id.Value, job.Id.Value }, channels = new[] { "jobs" } });
        await socket.NextAsync("job_progress");

        app.Jobs.Step(job.Id, 0.5);
        app.Jobs.Step(job.Id, 1, JobStatus.Completed);

        var seen = new List<long> { Sequence(await socket.NextAsync("job_progress")) };
        while (seen[^1] < 2)
        {
            seen.Add(Sequence(await socket.NextAsync("job_progress")));
        }

        await socket.SendAsync(new { type = "ping" });
        Assert.Equal("heartbeat", (await socket.NextAsync())!.Value.GetProperty("type").GetString());
        Assert.Equal(seen.Distinct(), seen);
    }

    [Fact]
    public async Task After_unsubscribe_nothing_more_comes()
    {
        await using var app = await TestApp.StartAsync();
        var job = app.Jobs.Add("alice");
        using var socket = await app.ConnectAsync("alice");
        await socket.SendAsync(new { type = "subscribe", job_ids = new[] { job.Id.Value } });
        await socket.NextAsync("job_progress");

        await socket.SendAsync(new { type = "unsubscribe", job_ids = new[] { job.Id.Value } });
        await socket.NextAsync("subscribed");
        app.Jobs.Step(job.Id, 0.5);
        await socket.SendAsync(new { type = "ping" });

        Assert.Equal("heartbeat", (await socket.NextAsync())!.Value.GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_terminal_event_that_the_bus_lost_comes_with_the_heartbeat()
    {
        await using var app = await TestApp.StartAsync();
        var job = app.Jobs.Add("alice");
        app.Jobs.Step(job.Id, 0.5);
        using var socket = await app.ConnectAsync("alice");
        await socket.SendAsync(new { type = "subscribe", job_ids = new[] { job.Id.Value } });
        await socket.NextAsync("job_progress");

        app.Jobs.Step(job.Id, 1, JobStatus.Completed, publish: false);
        app.Clock.Advance(TimeSpan.FromSeconds(30));

        Verified.Matches(Verified.Stable(await socket.NextAsync("heartbeat")), "heartbeat");
        Assert.Equal("completed", Data(await socket.NextAsync("job_progress")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_terminal_event_that_the_bus_says_it_lost_comes_long_before_the_heartbeat()
    {
        await using var app = await TestApp.StartAsync(configuration: [("WEBSOCKET_HEARTBEAT_INTERVAL", "3600")]);
        var job = app.Jobs.Add("alice");
        app.Jobs.Step(job.Id, 0.5);
        using var socket = await app.ConnectAsync("alice");
        await socket.SendAsync(new { type = "subscribe", job_ids = new[] { job.Id.Value }, channels = new[] { "notifications" } });
        await socket.NextAsync("job_progress");
        app.Jobs.Step(job.Id, 1, JobStatus.Completed, publish: false);

        app.Bus.Publish(new GapMessage(app.Clock.GetUtcNow()));

        var progress = await app.PassTimeUntilAsync(socket.NextAsync("job_progress"));
        Assert.Equal("completed", Data(progress).GetProperty("status").GetString());
        Assert.Equal(job.Id.Value, (await socket.NextAsync("notification")).GetProperty("job_id").GetString());
    }

    [Fact]
    public async Task What_the_bus_has_lost_while_the_store_is_away_comes_when_it_is_back()
    {
        await using var app = await TestApp.StartAsync(configuration: [("WEBSOCKET_HEARTBEAT_INTERVAL", "3600")]);
        var job = app.Jobs.Add("alice");
        app.Jobs.Step(job.Id, 0.5);
        using var socket = await app.ConnectAsync("alice");
        await socket.SendAsync(new { type = "subscribe", job_ids = new[] { job.Id.Value } });
        await socket.NextAsync("job_progress");
        app.Jobs.Step(job.Id, 1, JobStatus.Completed, publish: false);
        app.Jobs.Error = new StateUnavailableException("Away.");
        var before = app.Jobs.Lookups;

        app.Bus.Publish(new GapMessage(app.Clock.GetUtcNow()));
        await app.PassTimeUntilAsync(Task.Run(async () =>
        {
            while (app.Jobs.Lookups < before + 2)
            {
                await Task.Delay(5, Token);
            }

            return true;
        }));
        app.Jobs.Error = null;

        var progress = await app.PassTimeUntilAsync(socket.NextAsync("job_progress"));
        Assert.Equal("completed", Data(progress).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Jobs_that_have_ended_are_not_looked_up_again()
    {
        await using var app = await TestApp.StartAsync();
        var job = app.Jobs.Add("alice", JobStatus.Completed);
        using var socket = await app.ConnectAsync("alice");
        await socket.SendAsync(new { type = "subscribe", job_ids = new[] { job.Id.Value } });
        await socket.NextAsync("job_progress");
        var before = app.Jobs.Lookups;

        for (var beat = 0; beat < 3; beat++)
        {
            app.Clock.Advance(TimeSpan.FromSeconds(30));
            await socket.NextAsync("heartbeat");
        }

        Assert.Equal(before, app.Jobs.Lookups);
    }

    [Fact]
    public async Task Status_and_cancel_are_answered()
    {
        await using var app = await TestApp.StartAsync();
        var (running, done, theirs) = (app.Jobs.Add("alice"), app.Jobs.Add("alice", JobStatus.Completed), app.Jobs.Add("bob"));
        app.Jobs.Step(running.Id, 0.5);
        using var socket = await app.ConnectAsync("alice");

        await socket.SendAsync(new { type = "get_job_status", job_id = running.Id.Value });
        Verified.Matches(Verified.Stable(await socket.NextAsync("job_status_response")), "job_status_response");
        await socket.SendAsync(new { type = "cancel_job", job_id = running.Id.Value });
        Verified.Matches(Verified.Stable(await socket.NextAsync("job_cancelled")), "job_cancelled");
        await socket.SendAsync(new { type = "cancel_job", job_id = done.Id.Value });
        Assert.Equal(ErrorCodes.JobStatusConflict, Code(await socket.NextAsync("error")));
        await socket.SendAsync(new { type = "cancel_job", job_id = theirs.Id.Value });
        Assert.Equal(ErrorCodes.JobNotFound, Code(await socket.NextAsync("error")));
        await socket.SendAsync(new { type = "get_job_status" });
        Assert.Equal(ErrorCodes.InvalidRequest, Code(await socket.NextAsync("error")));
    }

    [Theory]
    [InlineData("not json", "invalid_message")]
    [InlineData("[]", "invalid_message")]
    [InlineData("{}", "invalid_message")]
    [InlineData("{\"type\":7}", "invalid_message")]
    [InlineData("{\"type\":\"subscribe\",\"job_ids\":\"one\"}", "invalid_message")]
    [InlineData("{\"type\":\"dance\"}", "unknown_type")]
    [InlineData("{\"type\":\"ping\",\"user_id\":\"bob\"}", "user_mismatch")]
    [InlineData("{\"type\":\"subscribe\",\"channels\":[\"gossip\"]}", "unknown_channel")]
    public async Task What_is_not_understood_is_an_error_and_the_connection_stays(string message, string code)
    {
        await using var app = await TestApp.StartAsync();
        using var socket = await app.ConnectAsync("alice");
        await socket.SendTextAsync(message);

        var error = await socket.NextAsync("error");

        Verified.Matches(Verified.Stable(error), code);
        await socket.SendAsync(new { type = "ping" });
        await socket.NextAsync("heartbeat");
    }

    [Fact]
    public async Task A_message_of_one_megabyte_is_an_error_and_the_connection_stays()
    {
        await using var app = await TestApp.StartAsync();
        using var socket = await app.ConnectAsync("alice");

        await socket.SendTextAsync("{\"type\":\"" + new string('x', 1 << 20) + "\"}");

        Verified.Matches(Verified.Stable(await socket.NextAsync("error")), "message_too_large");
        await socket.Socket.SendAsync(new byte[100], WebSocketMessageType.Binary, true, Token);
        Assert.Equal("invalid_message", Code(await socket.NextAsync("error")));
        await socket.SendAsync(new { type = "ping" });
        await socket.NextAsync("heartbeat");
    }

    [Fact]
    public async Task A_message_in_pieces_is_put_together()
    {
        await using var app = await TestApp.StartAsync();
        using var socket = await app.ConnectAsync("alice");
        var text = Encoding.UTF8.GetBytes("{\"type\":\"ping\",\"padding\":\"" + new string('x', 20_000) + "\"}");

        for (var at = 0; at < text.Length; at += 1000)
        {
            var piece = text.AsMemory(at, Math.Min(1000, text.Length - at));
            await socket.Socket.SendAsync(piece, WebSocketMessageType.Text, at + 1000 >= text.Length, Token);
        }

        await socket.NextAsync("heartbeat");
    }

    [Fact]
    public async Task Jobs_beyond_the_limit_of_a_connection_are_refused()
    {
        await using var app = await TestApp.StartAsync(configuration: [("DocProcessing:WebSockets:MaxJobsPerConnection", "2")]);
        var ids = Enumerable.Range(0, 3).Select(_ => app.Jobs.Add("alice").Id.Value).ToArray();
        using var socket = await app.ConnectAsync("alice");

        await socket.SendAsync(new { type = "subscribe", job_ids = ids });

        Assert.Equal("subscription_limit", Code(await socket.NextAsync("error")));
        Assert.Equal(2, (await socket.NextAsync("subscribed")).GetProperty("job_ids").GetArrayLength());
    }

    [Fact]
    public async Task A_message_that_names_too_many_jobs_is_refused_before_any_is_looked_up()
    {
        await using var app = await TestApp.StartAsync();
        using var socket = await app.ConnectAsync("alice");
        var ids = Enumerable.Range(0, 101).Select(_ => JobId.Create(app.Clock).Value).ToArray();

        await socket.SendAsync(new { type = "subscribe", job_ids = ids });

        Assert.Equal("too_many_jobs", Code(await socket.NextAsync("error")));
        Assert.Equal(0, app.Jobs.Lookups);
        await socket.SendAsync(new { type = "subscribe", job_ids = Enumerable.Range(0, 100).Select(_ => app.Jobs.Add("alice").Id.Value).ToArray() });
        Assert.Equal(100, (await socket.NextAsync("subscribed")).GetProperty("job_ids").GetArrayLength());
    }

    [Fact]
    public async Task Messages_beyond_the_limit_of_a_connection_are_refused()
    {
        await using var app = await TestApp.StartAsync(configuration: [("DocProcessing:WebSockets:MaxMessagesPerMinute", "2")]);
        using var socket = await app.ConnectAsync("alice");

        for (var count = 0; count < 3; count++)
        {
            await socket.SendAsync(new { type = "ping" });
        }

        Assert.Equal(ErrorCodes.RateLimited, Code(await socket.NextAsync("error")));
    }

    [Fact]
    public async Task Connections_beyond_the_limit_of_a_user_are_refused()
    {
        await using var app = await TestApp.StartAsync(configuration: [("DocProcessing:WebSockets:MaxConnectionsPerUser", "1")]);
        using (var socket = await app.ConnectAsync("alice"))
        {
            await socket.NextAsync("connected");
            var refused = await Assert.ThrowsAsync<WebSocketException>(() => app.ConnectAsync("alice"));
            Assert.Contains("429", refused.Message);
            using var other = await app.ConnectAsync("bob");
            await socket.Socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Token);
        }

        await EventuallyAsync(async () =>
        {
            using var again = await app.ConnectAsync("alice");
            await again.NextAsync("connected");
        });
    }

    [Fact]
    public async Task The_connection_ends_with_its_token()
    {
        await using var app = await TestApp.StartAsync();
        using var socket = await app.ConnectWithTokenAsync(Tokens.For("alice", lifetime: TimeSpan.FromMinutes(5)));
        await socket.NextAsync("connected");

        app.Clock.Advance(TimeSpan.FromMinutes(6));

        Assert.Equal(4401, await socket.CloseStatusAsync());
    }

    [Fact]
    public async Task The_connection_ends_with_the_host()
    {
        await using var app = await TestApp.StartAsync();
        using var socket = await app.ConnectAsync("alice");
        await socket.NextAsync("connected");

        var stopped = app.StopAsync();

        Assert.Equal(1001, await socket.CloseStatusAsync());
        await socket.Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Token);
        await stopped.WaitAsync(TimeSpan.FromSeconds(20), Token);
    }

    [Fact]
    public async Task Without_a_good_token_no_connection_is_made()
    {
        await using var app = await TestApp.StartAsync();

        foreach (var token in new[] { string.Empty, "bad", Tokens.For("alice", lifetime: TimeSpan.FromMinutes(-5)) })
        {
            var refused = await Assert.ThrowsAsync<WebSocketException>(() => app.ConnectWithTokenAsync(token));
            Assert.Contains("401", refused.Message);
        }
    }

    [Fact]
    public async Task A_token_in_the_header_works_too()
    {
        await using var app = await TestApp.StartAsync();
        using var client = new ClientWebSocket();
        client.Options.SetRequestHeader("Authorization", $"Bearer {Tokens.For("alice")}");
        await client.ConnectAsync(new UriBuilder(app.Address) { Scheme = "ws", Path = "/api/v1/ws/progress" }.Uri, Token);
        using var socket = new TestSocket(client);

        Assert.Equal("alice", (await socket.NextAsync("connected")).GetProperty("user_id").GetString());
    }

    [Fact]
    public async Task A_store_that_is_away_is_an_error_and_the_connection_stays()
    {
        await using var app = await TestApp.StartAsync();
        var job = app.Jobs.Add("alice");
        using var socket = await app.ConnectAsync("alice");

        app.Jobs.Error = new StateUnavailableException("The state store is away.");
        await socket.SendAsync(new { type = "subscribe", job_ids = new[] { job.Id.Value } });
        Assert.Equal(ErrorCodes.StateUnavailable, Code(await socket.NextAsync("error")));
        app.Jobs.Error = new InvalidOperationException("secret");
        await socket.SendAsync(new { type = "get_job_status", job_id = job.Id.Value });
        var error = await socket.NextAsync("error");
        Assert.Equal(HttpErrorCodes.InternalError, Code(error));
        Assert.DoesNotContain("secret", error.GetRawText());
    }

    [Fact]
    public async Task A_job_whose_past_could_not_be_read_is_followed_all_the_same()
    {
        await using var app = await TestApp.StartAsync();
        var job = app.Jobs.Add("alice");
        app.Jobs.Step(job.Id, 0.2);
        app.Jobs.Step(job.Id, 0.5);
        app.Jobs.BeforeHistory = () => throw new StateUnavailableException("The state store is away.");
        using var socket = await app.ConnectAsync("alice");
        await socket.SendAsync(new { type = "subscribe", job_ids = new[] { job.Id.Value }, since = 1 });

        var present = await socket.NextAsync("job_progress");
        var error = await socket.NextAsync("error");
        app.Jobs.Step(job.Id, 1, JobStatus.Completed);
        var end = await socket.NextAsync("job_progress");

        Assert.Equal(50, Data(present).GetProperty("progress").GetDouble());
        Assert.Equal(ErrorCodes.StateUnavailable, Code(error));
        Assert.Equal("completed", Data(end).GetProperty("status").GetString());
    }

    [Fact]
    public async Task The_statistics_count_connections_and_messages()
    {
        await using var app = await TestApp.StartAsync();
        var job = app.Jobs.Add("alice");
        using var socket = await app.ConnectAsync("alice");
        await socket.SendAsync(new { type = "subscribe", job_ids = new[] { job.Id.Value } });
        await socket.NextAsync("job_progress");
        await socket.SendAsync(new { type = "ping" });
        await socket.NextAsync("heartbeat");

        var stats = await (await app.As("ops", "operator").FetchAsync("/api/v1/ws/stats")).SucceedsAsync();

        Assert.Equal((1, 1, 2), (stats.GetProperty("connections").GetInt32(), stats.GetProperty("subscriptions").GetInt32(), stats.GetProperty("messages_received").GetInt32()));
        Assert.Equal(1, stats.GetProperty("channels").GetProperty("progress").GetProperty("connections").GetInt32());
        Assert.True(stats.GetProperty("messages_sent").GetInt64() >= 3);
        await socket.Socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Token);
        await EventuallyAsync(async () =>
        {
            var later = await (await app.As("ops", "operator").FetchAsync("/api/v1/ws/stats")).SucceedsAsync();
            Assert.Equal((0, 0), (later.GetProperty("connections").GetInt32(), later.GetProperty("subscriptions").GetInt32()));
        });
    }

    private static async Task EventuallyAsync(Func<Task> check)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await check();
                return;
            }
            catch (Exception) when (attempt < 100)
            {
                await Task.Delay(50, Token);
            }
        }
    }

    private static JsonElement Data(JsonElement message) => message.GetProperty("data");

    private static long Sequence(JsonElement message) => Data(message).GetProperty("sequence").GetInt64();

    private static string? Code(JsonElement message) => message.GetProperty("code").GetString();
}
