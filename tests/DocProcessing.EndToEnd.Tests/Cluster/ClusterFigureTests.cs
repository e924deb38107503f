using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using DocProcessing.EndToEnd.Client;
using DocProcessing.EndToEnd.Documents;
using DocProcessing.Testing;

namespace DocProcessing.EndToEnd.Cluster;

/// <summary>How soon nodes hear of each other's work, and what a second worker brings.</summary>
[Collection(ClusterTests.Name)]
public sealed class ClusterFigureTests(RunningCluster cluster)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 300_000)]
    public async Task Sockets_of_two_nodes_hear_of_jobs_that_a_third_works_on()
    {
        var sockets = LongForm.Choose(200, 1000);
        const int Documents = 5;
        using var first = await ApiClient.SignInAsync(cluster.AddressOf("web1"), "audience");
        using var second = await ApiClient.SignInAsync(cluster.AddressOf("web2"), "audience");
        var delays = new ConcurrentBag<double>();
        var ends = new ConcurrentDictionary<(int Socket, string Job), bool>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var opened = new ConcurrentBag<ProgressSocket>();
        await Parallel.ForEachAsync(Enumerable.Range(0, sockets), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (number, _) =>
        {
            var socket = await (number % 2 == 0 ? first : second).OpenSocketAsync();
            await socket.SendAsync(new { type = "subscribe", channels = new[] { "jobs" } });
            await socket.WaitAsync(message => ProgressSocket.TypeOf(message) == "subscribed", TimeSpan.FromSeconds(60));
            opened.Add(socket);
        });
        var listening = opened.Select((socket, number) => ListenAsync(socket, number)).ToList();

        using var uploader = await ApiClient.SignInAsync(cluster.AddressOf("web3"), "audience");
        for (var number = 0; number < Documents; number++)
        {
            (await uploader.UploadSimpleAsync($"{number}.txt", Prose.Bytes(number, 200_000), "text/plain")).Require(202);
        }

        var deadline = DateTime.UtcNow + TimeSpan.FromMinutes(2);
        while (ends.Count < sockets * Documents)
        {
            Assert.True(DateTime.UtcNow < deadline, $"{ends.Count} of {sockets * Documents} ends were heard of.");
            await Task.Delay(50, Cancelled);
        }

        await stop.CancelAsync();
        await Task.WhenAll(listening);
        foreach (var socket in opened)
        {
            await socket.DisposeAsync();
        }

        var sorted = delays.Order().ToList();
        Print(string.Create(
            CultureInfo.InvariantCulture,
            $"Cluster: {sockets} sockets on two nodes, jobs on others: {sorted.Count} live events received {Percentile(sorted, 0.5):0.0} ms (p50) and {Percentile(sorted, 0.99):0.0} ms (p99) after they were made; all {ends.Count} ends received"));

        async Task ListenAsync(ProgressSocket socket, int number)
        {
            try
            {
                await foreach (var message in socket.ReadAllAsync(stop.Token))
                {
                    if (ProgressSocket.TypeOf(message) == "job_progress")
                    {
                        Take(message, number);
                    }
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // All is heard.
            }
        }

        void Take(JsonElement message, int number)
        {
            // All processes run on one machine, by one clock.
            delays.Add((DateTimeOffset.UtcNow - message.GetProperty("data").GetProperty("timestamp").GetDateTimeOffset()).TotalMilliseconds);
            if (JobStates.IsTerminal(ProgressSocket.StatusOf(message)))
            {
                ends[(number, message.GetProperty("job_id").GetString()!)] = true;
            }
        }
    }

    /// <remarks>Each worker runs one job at a time, so that the second has something to add; client, stores and all nodes share the machine's processors.</remarks>
    [Fact(Timeout = 600_000)]
    public async Task Two_workers_work_a_backlog_off_together()
    {
        var rates = new Dictionary<int, List<double>> { [1] = [], [2] = [] };
        foreach (var workers in LongForm.Choose<int[]>([1, 2], [1, 2, 2, 1]))
        {
            rates[workers].Add(await WorkOffAsync(workers, LongForm.Choose(16, 150)));
        }

        // In the short form the processes have hardly warmed up when all is done.
        if (!LongForm.IsOn)
        {
            return;
        }

        Print(string.Create(
            CultureInfo.InvariantCulture,
            $"Cluster: {rates[1].Average():0.0} jobs/s with one worker of one task, {rates[2].Average():0.0} with two; ratio {rates[2].Average() / rates[1].Average():0.00} on {Environment.ProcessorCount} processors ({string.Join(", ", rates.SelectMany(rate => rate.Value.Select(value => string.Create(CultureInfo.InvariantCulture, $"{rate.Key}: {value:0.0}"))))})"));
    }

    private static double Percentile(List<double> sorted, double fraction) => sorted[(int)(fraction * (sorted.Count - 1))];

    private static void Print(string line)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(line);
        Figures.Print(line);
    }

    /// <summary>Uploads while no worker is there, starts some, and waits until all is done.</summary>
    /// <returns>Jobs a second over the second half: fresh processes are slow at first.</returns>
    private async Task<double> WorkOffAsync(int workers, int jobs)
    {
        foreach (var worker in RunningCluster.Workers)
        {
            await cluster.StopAsync(worker);
        }

        // A user may upload only so many a minute.
        var run = Guid.NewGuid().ToString("n");
        var users = await Task.WhenAll(Enumerable.Range(0, 1 + (jobs / (RunningCluster.UploadsPerMinute / 2))).Select(number => ApiClient.SignInAsync(cluster.AddressOf("web1"), $"{run}-{number}")));
        var accepted = new List<(ApiClient User, string JobId)>();
        for (var number = 0; number < jobs; number++)
        {
            var user = users[number % users.Length];
            accepted.Add((user, (await user.UploadSimpleAsync($"{number}.txt", Prose.Bytes(number, 30_000), "text/plain")).Require(202).Text("job_id")));
        }

        await Task.WhenAll(RunningCluster.Workers.Take(workers).Select(cluster.StartAsync));
        var ended = new List<ApiAnswer>();
        foreach (var (user, jobId) in accepted)
        {
            ended.Add(await user.WaitForEndAsync(jobId, TimeSpan.FromMinutes(3)));
        }

        foreach (var worker in RunningCluster.Workers.Skip(workers))
        {
            await cluster.StartAsync(worker);
        }

        Array.ForEach(users, user => user.Dispose());
        Assert.All(ended, job => Assert.Equal("completed", job.Text("status")));
        var ends = ended.Select(job => job["finished_at"].GetDateTimeOffset()).Order().ToList();
        return (jobs - (jobs / 2)) / (ends[^1] - ends[(jobs / 2) - 1]).TotalSeconds;
    }
}
