using DocProcessing.Benchmarks.Throughput.Servers;

namespace DocProcessing.Benchmarks.Throughput.Cases;

/// <summary>Something that every server is put through, in some variants.</summary>
internal interface ICase
{
    string Name { get; }

    string Title { get; }

    IReadOnlyList<string> Variants { get; }

    /// <summary>Gets what is measured. The first figure is the one whose ratio counts.</summary>
    IReadOnlyList<Figure> Figures { get; }

    /// <summary>Gets how many bytes one measurement sends.</summary>
    long Bytes { get; }

    bool Suits(RunningServer server, string variant);

    /// <param name="check">Whether to look afterwards that the server has stored what it was sent.</param>
    Task<IReadOnlyDictionary<string, double>> MeasureAsync(RunningServer server, string variant, int round, bool check);
}

/// <summary>Something measured.</summary>
/// <param name="Key">Its name in the JSON file.</param>
/// <param name="Title">Its heading in the table.</param>
/// <param name="Format">How it is written.</param>
internal sealed record Figure(string Key, string Title, string Format = "0");
