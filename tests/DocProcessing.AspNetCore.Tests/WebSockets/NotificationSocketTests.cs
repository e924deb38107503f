namespace DocProcessing.AspNetCore.Tests.WebSockets;

public sealed class NotificationSocketTests
{
    [Fact]
    public async Task A_users_notifications_come_and_nobody_elses()
    {
        await using var app = await TestApp.StartAsync();
        using var socket = await app.ConnectAsync("alice", "notifications");
        Assert.Equal(["notifications"], (await socket.NextAsync("subscribed")).GetProperty("channels").EnumerateArray().Select(channel => channel.GetString()));

        Publish(app, "bob", "1");
        Publish(app, "alice", "2");

        Verified.Matches(Verified.Stable(await socket.NextAsync("notification")), "notification");
    }

    [Fact]
    public async Task Notifications_are_a_channel_of_the_progress_socket_too()
    {
        await using var app = await TestApp.StartAsync();
        using var socket = await app.ConnectAsync("alice");
        await socket.SendAsync(new { type = "subscribe", channels = new[] { "notifications" } });
        await socket.NextAsync("subscribed");

        Publish(app, "alice", "1");

        Assert.Equal("1", (await socket.NextAsync("notification")).GetProperty("id").GetString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_ended_since_a_time_is_told_again_in_order(bool inAddress)
    {
        await using var app = await TestApp.StartAsync();
        var since = app.Clock.GetUtcNow();
        app.Jobs.Add("alice", JobStatus.Completed, job => job with { FinishedAt = since.AddHours(-1) });
        var later = app.Jobs.Add("alice", JobStatus.Failed, job => job with { FinishedAt = since.AddMinutes(2), Error = new JobError("stage_failed", "extraction", 3, true, "It broke.") });
        var sooner = app.Jobs.Add("alice", JobStatus.Completed, job => job with { FinishedAt = since.AddMinutes(1) });
        app.Jobs.Add("bob", JobStatus.Completed, job => job with { FinishedAt = since.AddMinutes(1) });
        var time = Uri.EscapeDataString(since.ToString("O"));
        using var socket = await app.ConnectAsync("alice", "notifications", inAddress ? $"&since={time}" : string.Empty);
        if (!inAddress)
        {
            await socket.SendAsync(new { type = "subscribe", channels = new[] { "notifications" }, since });
        }

        var (first, second) = (await socket.NextAsync("notification"), await socket.NextAsync("notification"));

        Assert.Equal((sooner.Id.Value, "job_completed"), (first.GetProperty("job_id").GetString(), first.GetProperty("kind").GetString()));
        Assert.Equal((later.Id.Value, "job_failed"), (second.GetProperty("job_id").GetString(), second.GetProperty("kind").GetString()));
    }

    private static void Publish(TestApp app, string owner, string id) => app.Bus.Publish(new NotificationMessage(new Notification(
        id,
        owner,
        "job_completed",
        JobId.Create(app.Clock),
        DocumentId.Create(app.Clock),
        "report.pdf is processed.",
        app.Clock.GetUtcNow())));
}
