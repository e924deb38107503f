namespace DocProcessing.Benchmarks.Extraction;

/// <summary>The built-in extractors, composed as a host composes them.</summary>
internal sealed class Reader : IAsyncDisposable
{
    private static readonly ProcessingOptions Options = new();

    private readonly ServiceProvider _services;

    public Reader(Action<ExtractionOptions> configure)
    {
        var services = new ServiceCollection();
        services.AddDocumentProcessing().AddDocumentExtraction(configure);
        _services = services.BuildServiceProvider();
    }

    public static Reader InProcess() => new(options => options.Isolation = ExtractionIsolation.InProcess);

    /// <summary>Reads in a child process that has been started before, and is not replaced meanwhile.</summary>
    public static Reader InWarmChild() => new(options =>
    {
        options.DocumentsPerProcess = 1_000_000;
        options.IdleTimeout = TimeSpan.FromHours(1);
    });

    /// <summary>Reads each document in a child process of its own.</summary>
    public static Reader InColdChild() => new(options => options.MaxIdleProcesses = 0);

    /// <returns>The number of characters read.</returns>
    public async Task<long> ReadAsync(SampleDocument document)
    {
        var extractor = _services.GetServices<IContentExtractor>().MaxBy(extractor => extractor.Score(document.ContentType, document.File))!;
        var sink = new CountingSink();
        await extractor.ExtractAsync(
            new ExtractionRequest(document.Path, new FileInfo(document.Path).Length, document.ContentType, document.File, Options), sink, CancellationToken.None);
        return sink.Characters > 0 ? sink.Characters : throw new InvalidDataException($"No text was found in {document.File}.");
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private sealed class CountingSink : IExtractionSink
    {
        public long Characters { get; private set; }

        public ValueTask WriteAsync(DocumentSection section, CancellationToken cancellationToken)
        {
            Characters += section.Text.Length;
            return ValueTask.CompletedTask;
        }

        public void Describe(DocumentMetadata metadata)
        {
        }

        public void Report(long done, long total, string unit)
        {
        }

        public void Warn(string code, string message)
        {
        }
    }
}
