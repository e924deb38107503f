using DocProcessing.Benchmarks.Support;
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

    /// <exception cref="ArgumentException">An argument is not one, or has a value that it does not take.</exception>
    public static ThroughputOptions Parse(ReadOnlySpan<string> args)
    {
        var parsed = Arguments.Parse(args, "--rounds", "--cases", "--servers", "--in-flight", "--mb", "--files", "--jobs", "--out");
        var defaults = new ThroughputOptions();
        return new ThroughputOptions
        {
            Rounds = parsed.Number("--rounds", defaults.Rounds),
            Cases = parsed.List("--cases", defaults.Cases, name => name),
            Servers = parsed.List("--servers", defaults.Servers, Server),
            InFlight = parsed.Numbers("--in-flight", defaults.InFlight),
            Megabytes = WholeChunks(parsed.Number("--mb", defaults.Megabytes)),
            Files = parsed.Number("--files", defaults.Files),
            Jobs = parsed.Number("--jobs", defaults.Jobs),
            Out = parsed.Text("--out") ?? defaults.Out,
        };
    }

    private static ServerDefinition Server(string name) => ServerList.All.FirstOrDefault(server => server.Name == name)
        ?? throw new ArgumentException($"{name} is no server: {string.Join(", ", ServerList.All.Select(server => server.Name))}.");

    private static int WholeChunks(int megabytes) =>
        megabytes % (FileSet.ChunkBytes >> 20) == 0 ? megabytes : throw new ArgumentException("--mb takes multiples of 8: files are whole chunks.");
}
