using DocProcessing.Benchmarks.Throughput.Client;
using DocProcessing.Benchmarks.Throughput.Load;
using DocProcessing.Benchmarks.Throughput.Servers;

namespace DocProcessing.Benchmarks.Throughput.Cases;

/// <summary>Documents of a few lines, so that what is left of a job is the pipeline itself.</summary>
internal sealed class JobsCase(int count) : ICase
{
    private const int DocumentBytes = 200;
    private const int InFlight = 16;
    private const string OneByOne = "one by one";

    private static readonly TimeSpan PipelineLimit = TimeSpan.FromMinutes(5);

    // Longer than the host keeps its answer to a scrape.
    private static readonly TimeSpan ScrapeAge = TimeSpan.FromMilliseconds(500);

    public string Name => "jobs";

    public string Title => $"{count} documents of {DocumentBytes} bytes from accepted to completed";

    public IReadOnlyList<string> Variants { get; } = ["all at once", OneByOne];

    public IReadOnlyList<Figure> Figures { get; } =
    [
        new("jobs_per_second", "jobs/s"),
        new("p50_milliseconds", "accepted to completed p50, ms", "0.0"),
        new("bookkeeping_percent", "of a job's run outside its stages, %"),
        new("cpu_milliseconds_per_job", "server CPU ms/job", "0.00"),
    ];

    public long Bytes => (long)count * DocumentBytes;

    public bool Suits(RunningServer server, string variant) => server.Protocol is HostProtocol { Pipeline: not null };

    public async Task<IReadOnlyDictionary<string, double>> MeasureAsync(RunningServer server, string variant, int round, bool check)
    {
        var host = ((HostProtocol)server.Protocol).Pipeline!;

        // One by one takes much longer a document.
        var number = variant == OneByOne ? Math.Max(count / 5, 1) : count;
        var requests = TextSet.Make($"note-{round}-{variant}", number, DocumentBytes).Select(file => server.Protocol.Whole(file, synced: true)).ToList();
        var completedBefore = await host.CompletedAsync();
        await Task.Delay(ScrapeAge);
        var stagesBefore = await host.StageSecondsAsync();
        using var lanes = await Lanes.OpenAsync(server.Place.Address, variant == OneByOne ? 1 : InFlight);
        var cpu = server.Processes.CpuSeconds;

        using var limit = new CancellationTokenSource(PipelineLimit);
        if (variant == OneByOne)
        {
            foreach (var request in requests)
            {
                await lanes.SendAsync([[request]]);
                await host.WaitForNewestJobAsync(limit.Token);
            }
        }
        else
        {
            await lanes.SendAsync([.. requests.Select(request => new[] { request })]);
        }

        await host.WaitUntilCompletedAsync(completedBefore + number, limit.Token);
        cpu = server.Processes.CpuSeconds - cpu;
        await Task.Delay(ScrapeAge);
        var stages = await host.StageSecondsAsync() - stagesBefore;
        var jobs = await host.NewestJobsAsync(number);
        return new Dictionary<string, double>
        {
            ["jobs_per_second"] = number / JobTimes.Span(jobs).TotalSeconds,
            ["p50_milliseconds"] = jobs.Select(job => (job.Finished - job.Submitted).TotalMilliseconds).Order().ElementAt(number / 2),
            ["bookkeeping_percent"] = 100 * (1 - (stages / jobs.Sum(job => (job.Finished - job.Started).TotalSeconds))),
            ["cpu_milliseconds_per_job"] = cpu * 1000 / number,
        };
    }
}
