using System.Runtime.InteropServices;
using DocProcessing.Benchmarks.Support;
using DocProcessing.Benchmarks.Throughput.Cases;
using DocProcessing.Benchmarks.Throughput.Load;
using DocProcessing.Benchmarks.Throughput.Report;

namespace DocProcessing.Benchmarks.Throughput;

/// <summary>Measures the host beside the reference servers, each as a process of its own, and reports.</summary>
internal static class ThroughputCommand
{
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        ThroughputOptions options;
        List<ICase> cases;
        try
        {
            options = ThroughputOptions.Parse(args);
            cases = [.. options.Cases.Select(name => Case(name, options))];
        }
        catch (ArgumentException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }

        using var stop = new CancellationTokenSource();
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            Report(options, cases, await MeasureAsync(options, cases, stop.Token));
            return 0;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 1;
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    private static async Task<List<Measurement>> MeasureAsync(ThroughputOptions options, IReadOnlyList<ICase> cases, CancellationToken stop)
    {
        using var directory = new TemporaryDirectory();
        var rounds = new Rounds(options.Rounds, options.Servers, directory.PathOf("data"), stop);
        var measurements = new List<Measurement>();
        foreach (var @case in cases)
        {
            measurements.AddRange(await rounds.MeasureAsync(@case));
        }

        return measurements;
    }

    private static void Report(ThroughputOptions options, IReadOnlyList<ICase> cases, IReadOnlyList<Measurement> measurements)
    {
        var result = new ThroughputResult(cases, options.Servers, measurements);
        Console.WriteLine(ResultTable.Of(result));
        Directory.CreateDirectory(options.Out);
        Write(Path.Combine(options.Out, "throughput.json"), ResultJson.Of(result, options, DateTimeOffset.UtcNow));
        Write(Path.Combine(options.Out, "throughput.svg"), ResultChart.Of(result));
    }

    private static ICase Case(string name, ThroughputOptions options) => name switch
    {
        "chunks" => new ChunksCase(new FileSet(options.Megabytes), options.InFlight),
        "small" => new SmallCase(options.Files),
        "jobs" => new JobsCase(options.Jobs),
        _ => throw new ArgumentException($"{name} is no case: chunks, small, jobs."),
    };

    private static void Write(string path, string text)
    {
        File.WriteAllText(path, text);
        Console.WriteLine(Path.GetFullPath(path));
    }
}
