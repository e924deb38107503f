using Microsoft.AspNetCore.Builder;

namespace DocProcessing.AspNetCore.Tests.WebSockets;

public sealed class BurstTests
{
    private const int Jobs = 300;

    /// <summary>Over the socket as we make it, and over one that the host's own middleware makes.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Events_that_come_at_once_are_a_message_each_in_order_with_replies_among_them(bool byTheHost)
    {
        await using var app = await TestApp.StartAsync(app: host =>
        {
            if (byTheHost)
            {
                host.UseWebSockets();
            }
        });
        using var socket = await app.ConnectAsync("alice");
        await socket.SendAsync(new { type = "subscribe", channels = new[] { "jobs" } });
        await socket.NextAsync("subscribed");

        // Commands are answered in turn: now the jobs that were there are told, and none of those to come can be among them.
        await socket.SendAsync(new { type = "ping" });
        await socket.NextAsync("heartbeat");
        var jobs = Enumerable.Range(0, Jobs).Select(_ => app.Jobs.Add("alice").Id).ToArray();

        var publishing = Task.Run(() => Array.ForEach(jobs, job => app.Jobs.Step(job, 0.5)), TestContext.Current.CancellationToken);
        for (var ping = 0; ping < 20; ping++)
        {
            await socket.SendAsync(new { type = "ping" });
        }

        await publishing;
        var (told, beats) = (new List<string>(), 0);
        while (told.Count < Jobs || beats < 20)
        {
            var message = (await socket.NextAsync())!.Value;
            if (message.GetProperty("type").GetString() == "job_progress")
            {
                told.Add(message.GetProperty("job_id").GetString()!);
            }
            else
            {
                Assert.Equal("heartbeat", message.GetProperty("type").GetString());
                beats++;
            }
        }

        Assert.Equal(jobs.Select(job => job.Value), told);
    }
}
