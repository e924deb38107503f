using System.Globalization;
using DocProcessing.Benchmarks.Throughput.Load;
using DocProcessing.Benchmarks.Throughput.Servers;

namespace DocProcessing.Benchmarks.Throughput;

/// <summary>What to measure.</summary>
internal sealed record ThroughputOptions
{
    public int Rounds { get; private init; } = 5;

    public IReadOnlyList<string> Cases { get; private init; } = ["chunks", "small", "jobs"];

    public IReadOnlyList<ServerDefinition> Servers { get; private init; } = ServerList.All;

    public IReadOnlyList<int> InFlight { get; private init; } = [1, 4, 16];

    /// <summary>Gets the size of each large file, in MiB.</summary>
    public int Megabytes { get; private init; } = 256;

    /// <summary>Gets the number of small files.</summary>
    public int Files { get; private init; } = 2000;

    /// <summary>Gets the number of documents of the jobs case.</summary>
    public int Jobs { get; private init; } = 500;

    public string Out { get; private init; } = Path.Combine("benchmarks", "results");

    public static ThroughputOptions Parse(IReadOnlyList<string> args)
    {
        if (args.Count % 2 != 0)
        {
            throw new ArgumentException($"{args[^1]} has no value.");
        }

        return args.Chunk(2).Aggregate(new ThroughputOptions(), (options, pair) => options.With(pair[0], pair[1]));
    }

    private ThroughputOptions With(string name, string value) => name switch
    {
        "--rounds" => this with { Rounds = Number(name, value) },
        "--cases" => this with { Cases = value.Split(',') },
        "--servers" => this with { Servers = [.. value.Split(',').Select(Server)] },
        "--in-flight" => this with { InFlight = [.. value.Split(',').Select(number => Number(name, number))] },
        "--mb" => this with { Megabytes = WholeChunks(Number(name, value)) },
        "--files" => this with { Files = Number(name, value) },
        "--jobs" => this with { Jobs = Number(name, value) },
        "--out" => this with { Out = value },
        _ => throw new ArgumentException($"{name} is not known: --rounds --cases --servers --in-flight --mb --files --jobs --out."),
    };

    private static ServerDefinition Server(string name) => ServerList.All.FirstOrDefault(server => server.Name == name)
        ?? throw new ArgumentException($"{name} is no server: {string.Join(", ", ServerList.All.Select(server => server.Name))}.");

    private static int WholeChunks(int megabytes) =>
        megabytes % (FileSet.ChunkBytes >> 20) == 0 ? megabytes : throw new ArgumentException("--mb takes multiples of 8: files are whole chunks.");

    private static int Number(string name, string value) =>
        int.TryParse(value, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : throw new ArgumentException($"{name} takes whole numbers from 1.");
}
