using DocProcessing.Conformance.Extraction;
using DocProcessing.Extraction.Faults;
using DocProcessing.Extraction.Formats;
using DocProcessing.Extraction.Isolation;
using Microsoft.Extensions.Logging.Abstractions;

namespace DocProcessing.Extraction.Tests;

/// <summary>A pool of real child processes.</summary>
internal sealed class IsolatedHost : IDisposable
{
    public IsolatedHost(Action<ExtractionOptions>? configure = null, TimeProvider? time = null, bool faulty = false)
    {
        var options = new ExtractionOptions { MaxMemoryMegabytes = 300 };
        configure?.Invoke(options);
        var assembly = faulty ? typeof(FaultyExtractor).Assembly : typeof(ChildLauncher).Assembly;
        Pool = new ExtractionProcessPool(
            options, new ChildLauncher(options.MaxMemoryMegabytes, assembly.Location), time ?? TimeProvider.System, NullLogger<ExtractionProcessPool>.Instance);
    }

    public ExtractionProcessPool Pool { get; }

    /// <summary>Gets the extractor that a host would have: isolated, unless its format is streamed.</summary>
    public IContentExtractor ExtractorFor(string type)
    {
        var extractor = Reading.ExtractorFor(type);
        return FormatCatalog.Complex(Reading.Limits).Any(complex => complex.Name == extractor.Name) ? new IsolatedExtractor(extractor, Pool) : extractor;
    }

    public async Task<CollectingSink> FailAsync(string fault, CollectingSink? sink = null, CancellationToken? cancellationToken = null)
    {
        sink ??= new CollectingSink();
        var request = Reading.Request(Samples.PathOf("latin1.txt"), fault);
        await Pool.ExtractAsync(FaultyExtractor.ExtractorName, request, sink, cancellationToken ?? TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60));
        return sink;
    }

    public void Dispose() => Pool.Dispose();
}
