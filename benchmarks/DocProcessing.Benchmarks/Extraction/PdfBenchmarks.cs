namespace DocProcessing.Benchmarks.Extraction;

/// <summary>A PDF of 30 pages, beside the bare parser that does the same.</summary>
public class PdfBenchmarks
{
    private readonly Reader _inProcess = Reader.InProcess();
    private readonly Reader _warm = Reader.InWarmChild();
    private readonly Reader _cold = Reader.InColdChild();

    [GlobalSetup(Target = nameof(WarmChild))]
    public Task StartChildAsync() => _warm.ReadAsync(SampleDocument.Pdf);

    [GlobalCleanup]
    public async Task StopAsync()
    {
        await _inProcess.DisposeAsync();
        await _warm.DisposeAsync();
        await _cold.DisposeAsync();
    }

    [Benchmark(Baseline = true, Description = "bare PdfPig")]
    public long BareParser() => BareParsers.ReadPdf(SampleDocument.Pdf.Path);

    [Benchmark(Description = "extractor in process")]
    public Task<long> InProcess() => _inProcess.ReadAsync(SampleDocument.Pdf);

    [Benchmark(Description = "warm child process")]
    public Task<long> WarmChild() => _warm.ReadAsync(SampleDocument.Pdf);

    [Benchmark(Description = "cold child process")]
    public Task<long> ColdChild() => _cold.ReadAsync(SampleDocument.Pdf);
}
