using Microsoft.AspNetCore.Builder;

namespace DocProcessing.AspNetCore.Tests.WebSockets;

public sealed class StuckReaderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Over the socket as we make it, and over one that the host's own middleware makes.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_reader_that_takes_nothing_any_more_is_let_go(bool byTheHost)
    {
        await using var app = await TestApp.StartAsync(app: host =>
        {
            if (byTheHost)
            {
                host.UseWebSockets();
            }
        });
        var job = app.Jobs.Add("alice");
        using var socket = await app.ConnectAsync("alice");
        await socket.SendAsync(new { type = "subscribe", job_ids = new[] { job.Id.Value } });
        await socket.NextAsync("job_progress");
        using var operators = app.As("ops", "operator");
        await FillAsync(app, job.Id, operators);

        for (var beat = 0; (await StatisticAsync(operators, "connections")) > 0; beat++)
        {
            Assert.True(beat < 20, "The reader still holds its place.");
            app.Clock.Advance(TimeSpan.FromSeconds(30));
            await Task.Delay(100, Token);
        }
    }

    // Events go out until the buffers on the way are full.
    private static async Task FillAsync(TestApp app, JobId job, HttpClient operators)
    {
        var (message, sequence, sent) = (new string('x', 100_000), 0, 0L);
        for (var still = 0; still < 20;)
        {
            await app.Bus.PublishAsync(
                new ProgressMessage("alice", new ProgressEvent { JobId = job, Sequence = ++sequence, Status = JobStatus.Processing, Message = message }), Token);
            await Task.Delay(5, Token);
            var now = await StatisticAsync(operators, "bytes_sent");
            (still, sent) = (now == sent ? still + 1 : 0, now);
            Assert.True(sequence < 2000, "Nothing was ever full.");
        }
    }

    private static async Task<long> StatisticAsync(HttpClient operators, string name) =>
        (await (await operators.FetchAsync("/api/v1/ws/stats")).SucceedsAsync()).GetProperty(name).GetInt64();
}
