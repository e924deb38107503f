namespace DocProcessing.Benchmarks.Extraction;

/// <summary>The formats that are always read in process.</summary>
public class StreamedFormatBenchmarks
{
    private readonly Reader _reader = Reader.InProcess();

    public static IEnumerable<SampleDocument> Documents => SampleDocument.Streamed;

    [ParamsSource(nameof(Documents))]
    public SampleDocument Document { get; set; } = SampleDocument.Streamed[0];

    [GlobalCleanup]
    public async Task StopAsync() => await _reader.DisposeAsync();

    [Benchmark(Description = "in process")]
    public Task<long> Read() => _reader.ReadAsync(Document);
}
