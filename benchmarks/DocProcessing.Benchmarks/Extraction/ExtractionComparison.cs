using System.Diagnostics;
using System.Globalization;
using DocProcessing.Benchmarks.Pipeline;
using DocProcessing.Benchmarks.Support;

namespace DocProcessing.Benchmarks.Extraction;

/// <summary>
/// Large documents through the extraction stage as a host runs it, in a child process and with its sections stored, beside the bare parser, in turn in every round.
/// </summary>
internal sealed class ExtractionComparison : IDisposable
{
    // Code is compiled again, better, once it has run a while: in the host, in its child and here.
    private const int WarmUps = 2;

    private readonly BenchmarkHost _host;
    private readonly JobWatch _watch;
    private readonly int _rounds;

    private ExtractionComparison(BenchmarkHost host, int rounds)
    {
        (_host, _rounds) = (host, rounds);
        _watch = new JobWatch(host.Get<IProgressBus>());
    }

    public static async Task RunAsync(string[] arguments)
    {
        var parsed = Arguments.Parse(arguments, "--pages", "--rows", "--rounds", "--out");
        await using var host = await BenchmarkHost.StartAsync(isolation: ExtractionIsolation.ChildProcess);
        var rounds = parsed.Number("--rounds", 5);
        using var comparison = new ExtractionComparison(host, rounds);
        ExtractionResult[] results =
        [
            await comparison.CompareAsync("PDF", "pages", parsed.Number("--pages", 1000), "document.pdf", "application/pdf", LargeDocuments.WritePdf, BareParsers.ReadPdf),
            await comparison.CompareAsync(
                "Excel",
                "rows",
                parsed.Number("--rows", 200_000),
                "document.xlsx",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                LargeDocuments.WriteWorkbook,
                BareParsers.ReadWorkbook),
        ];
        Print(results);
        ResultFile.Write(parsed.Text("--out"), "extraction", new { rounds, results });
    }

    public void Dispose() => _watch.Dispose();

    private async Task<ExtractionResult> CompareAsync(
        string name, string unit, int units, string file, string contentType, Action<string, int, int> write, Func<string, long> readBare)
    {
        var (bare, ours) = (new List<double>(), new List<double>());
        for (var round = -WarmUps; round < _rounds; round++)
        {
            var path = _host.Directory.PathOf(file);
            write(path, units, round);
            if (int.IsEvenInteger(round))
            {
                bare.Add(TimeBare(path, readBare));
                ours.Add(await TimeStageAsync(path, contentType));
            }
            else
            {
                ours.Add(await TimeStageAsync(path, contentType));
                bare.Add(TimeBare(path, readBare));
            }
        }

        return new ExtractionResult(name, unit, units, Median.Of(bare.Skip(WarmUps)), Median.Of(ours.Skip(WarmUps)), bare, ours);
    }

    private static double TimeBare(string path, Func<string, long> read)
    {
        var started = Stopwatch.GetTimestamp();
        return read(path) > 0 ? Stopwatch.GetElapsedTime(started).TotalSeconds : throw new InvalidDataException($"No text was found in {path}.");
    }

    private async Task<double> TimeStageAsync(string path, string contentType)
    {
        var before = _watch.Stages.GetValueOrDefault(StageNames.Extraction);
        await using var content = File.OpenRead(path);
        var document = new NewDocument { FileName = Path.GetFileName(path), ContentType = contentType };
        var job = await _host.Get<IUploadService>().UploadAsync(BenchmarkHost.Caller, document, content, CancellationToken.None);
        await _watch.WaitAsync(job.Id);
        return (_watch.Stages[StageNames.Extraction] - before).TotalSeconds;
    }

    private static void Print(IEnumerable<ExtractionResult> results)
    {
        Console.WriteLine("| document | bare parser | extraction stage | overhead |\n|---|---|---|---|");
        foreach (var result in results)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {result.Name}, {result.Units} {result.Unit} | {result.Units / result.BareSeconds:0} {result.Unit}/s | {result.Units / result.StageSeconds:0} {result.Unit}/s | {(result.StageSeconds / result.BareSeconds) - 1:p1} |"));
        }
    }

    /// <summary>Medians, and the time of each round, those that warm up included.</summary>
    private sealed record ExtractionResult(
        string Name, string Unit, int Units, double BareSeconds, double StageSeconds, IReadOnlyList<double> BareRounds, IReadOnlyList<double> StageRounds);
}
