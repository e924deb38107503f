using System.Globalization;
using DocProcessing.Benchmarks.Throughput.Client;
using DocProcessing.Benchmarks.Throughput.Load;
using DocProcessing.Benchmarks.Throughput.Servers;

namespace DocProcessing.Benchmarks.Throughput.Cases;

/// <summary>Large files in chunks of 8 MiB, a number of them in flight.</summary>
internal sealed class ChunksCase(FileSet files, IReadOnlyList<int> inFlight) : ICase
{
    public string Name => "chunks";

    public string Title => string.Create(CultureInfo.InvariantCulture, $"{FileSet.Count} files of {files.Length / FileSet.Count >> 20} MiB in chunks of 8 MiB");

    public IReadOnlyList<string> Variants { get; } = [.. inFlight.Select(number => $"{number} in flight")];

    public IReadOnlyList<Figure> Figures { get; } =
    [
        new("megabytes_per_second", "MB/s"),
        new("p50_milliseconds", "chunk p50, ms", "0.0"),
        new("p99_milliseconds", "p99, ms", "0.0"),
        new("cpu_seconds_per_gigabyte", "server CPU s/GB", "0.00"),
        new("peak_megabytes_over_idle", "peak memory over idle, MB"),
    ];

    public long Bytes => files.Length;

    // No job begins here, so a host that leaves them to others would only be the host once more.
    public bool Suits(RunningServer server, string variant) => server.Protocol is not HostProtocol { Pipeline: null };

    public async Task<IReadOnlyDictionary<string, double>> MeasureAsync(RunningServer server, string variant, int round, bool check)
    {
        var number = int.Parse(variant.Split(' ')[0], CultureInfo.InvariantCulture);
        var uploads = await server.Protocol.OpenAsync(files, number);
        using var lanes = await Lanes.OpenAsync(server.Place.Address, number);
        var processes = server.Processes;
        processes.ForgetPeak();
        var cpu = processes.CpuSeconds;

        var times = await lanes.SendAsync([.. uploads.SelectMany(upload => upload.Sequences)]);

        cpu = processes.CpuSeconds - cpu;
        var peak = processes.PeakBytes;
        if (check)
        {
            StoredFiles.RequireUploads(server.Place.Directory, uploads);
        }

        await server.Protocol.DiscardAsync(uploads);
        return new Dictionary<string, double>
        {
            ["megabytes_per_second"] = Bytes / 1e6 / times.Elapsed.TotalSeconds,
            ["p50_milliseconds"] = times.Milliseconds(0.5),
            ["p99_milliseconds"] = times.Milliseconds(0.99),
            ["cpu_seconds_per_gigabyte"] = cpu / (Bytes / 1e9),
            ["peak_megabytes_over_idle"] = (peak - server.IdleBytes) / 1e6,
        };
    }
}
