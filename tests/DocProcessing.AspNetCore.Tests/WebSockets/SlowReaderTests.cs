namespace DocProcessing.AspNetCore.Tests.WebSockets;

public sealed class SlowReaderTests
{
    [Fact]
    public async Task A_slow_reader_gets_coalesced_progress_and_every_end()
    {
        await using var app = await TestApp.StartAsync();
        var jobs = Enumerable.Range(0, 20).Select(_ => app.Jobs.Add("alice")).ToArray();
        using var socket = await app.ConnectAsync("alice");
        using var quick = await app.ConnectAsync("alice");
        await socket.SendAsync(new { type = "subscribe", job_ids = jobs.Select(job => job.Id.Value) });
        await quick.SendAsync(new { type = "subscribe", job_ids = new[] { jobs[0].Id.Value } });
        await socket.NextAsync("subscribed");
        await quick.NextAsync("job_progress");

        // Nobody reads, until far more was published than any buffer on the way can hold.
        const int Steps = 4000;
        for (var step = 0; step < Steps; step++)
        {
            foreach (var job in jobs)
            {
                app.Jobs.Step(job.Id, (double)step / Steps);
            }
        }

        foreach (var job in jobs)
        {
            app.Jobs.Step(job.Id, 1, JobStatus.Completed);
        }

        var (ended, messages) = (new HashSet<string>(), 0);
        var last = new Dictionary<string, long>();
        while (ended.Count < jobs.Length)
        {
            var message = await socket.NextAsync("job_progress");
            var (id, data) = (message.GetProperty("job_id").GetString()!, message.GetProperty("data"));
            Assert.True(data.GetProperty("sequence").GetInt64() > last.GetValueOrDefault(id, -1));
            last[id] = data.GetProperty("sequence").GetInt64();
            messages++;
            if (data.GetProperty("status").GetString() == "completed")
            {
                ended.Add(id);
            }
        }

        Assert.True(messages < Steps * jobs.Length, $"{messages} of {Steps * jobs.Length} events were sent");
    }
}
