namespace DocProcessing.Benchmarks.Extraction;

/// <summary>What isolation costs for each format: the same document read in process and in a warm child process.</summary>
/// <remarks>Allocations are the host's; those of the child are its own.</remarks>
public class IsolationBenchmarks
{
    private readonly Reader _inProcess = Reader.InProcess();
    private readonly Reader _isolated = Reader.InWarmChild();

    public static IEnumerable<SampleDocument> Documents => SampleDocument.Complex;

    [ParamsSource(nameof(Documents))]
    public SampleDocument Document { get; set; } = SampleDocument.Pdf;

    [GlobalSetup(Target = nameof(ChildProcess))]
    public Task StartChildAsync() => _isolated.ReadAsync(Document);

    [GlobalCleanup]
    public async Task StopAsync()
    {
        await _inProcess.DisposeAsync();
        await _isolated.DisposeAsync();
    }

    [Benchmark(Baseline = true, Description = "in process")]
    public Task<long> InProcess() => _inProcess.ReadAsync(Document);

    [Benchmark(Description = "child process")]
    public Task<long> ChildProcess() => _isolated.ReadAsync(Document);
}
