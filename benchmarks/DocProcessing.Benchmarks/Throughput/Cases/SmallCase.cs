using System.Globalization;
using DocProcessing.Benchmarks.Throughput.Client;
using DocProcessing.Benchmarks.Throughput.Load;
using DocProcessing.Benchmarks.Throughput.Servers;

namespace DocProcessing.Benchmarks.Throughput.Cases;

/// <summary>Small text files, one request each. The host works each of them through its pipeline as well, while it takes the next ones in.</summary>
internal sealed class SmallCase(int count) : ICase
{
    private const int FileBytes = 64 << 10;
    private const int InFlight = 16;
    private const string Synced = "synced";

    private static readonly TimeSpan PipelineLimit = TimeSpan.FromMinutes(5);

    public string Name => "small";

    public string Title => string.Create(CultureInfo.InvariantCulture, $"{count} files of 64 KiB in one request each, {InFlight} in flight");

    public IReadOnlyList<string> Variants { get; } = [Synced, "unsynced"];

    public IReadOnlyList<Figure> Figures { get; } =
    [
        new("accepted_per_second", "accepted/s"),
        new("completed_per_second", "completed and indexed/s"),
        new("p50_milliseconds", "answer p50, ms", "0.0"),
        new("p99_milliseconds", "p99, ms", "0.0"),
        new("cpu_milliseconds_per_file", "server CPU ms/file", "0.00"),
    ];

    public long Bytes => (long)count * FileBytes;

    public bool Suits(RunningServer server, string variant) => variant == Synced || server.Protocol.CanAnswerUnsynced;

    public async Task<IReadOnlyDictionary<string, double>> MeasureAsync(RunningServer server, string variant, int round, bool check)
    {
        var files = TextSet.Make($"round-{round}-{variant}", count, FileBytes);
        var requests = files.Select(file => server.Protocol.Whole(file, variant == Synced)).ToList();
        var host = (server.Protocol as HostProtocol)?.Pipeline;
        var completedBefore = host is null ? 0 : await host.CompletedAsync();
        using var lanes = await Lanes.OpenAsync(server.Place.Address, InFlight);
        var cpu = server.Processes.CpuSeconds;

        var times = await lanes.SendAsync([.. requests.Select(request => new[] { request })]);

        var figures = new Dictionary<string, double>
        {
            ["accepted_per_second"] = count / times.Elapsed.TotalSeconds,
            ["p50_milliseconds"] = times.Milliseconds(0.5),
            ["p99_milliseconds"] = times.Milliseconds(0.99),
        };
        if (host is not null)
        {
            using var limit = new CancellationTokenSource(PipelineLimit);
            await host.WaitUntilCompletedAsync(completedBefore + count, limit.Token);
            figures["completed_per_second"] = count / JobTimes.Span(await host.NewestJobsAsync(count)).TotalSeconds;
        }

        figures["cpu_milliseconds_per_file"] = (server.Processes.CpuSeconds - cpu) * 1000 / count;
        if (check)
        {
            StoredFiles.RequireFiles(server.Place.Directory, files);
        }

        return figures;
    }
}
