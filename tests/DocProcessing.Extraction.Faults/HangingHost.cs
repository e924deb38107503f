using DocProcessing.Extraction.Isolation;
using Microsoft.Extensions.Logging.Abstractions;

namespace DocProcessing.Extraction.Faults;

/// <summary>A small host: starts a child that hangs, prints its process id, and waits to be killed.</summary>
internal static class HangingHost
{
    public static async Task<int> RunAsync(string document)
    {
        var options = new ExtractionOptions { MaxMemoryMegabytes = 256 };
        using var launcher = new ChildLauncher(options.MaxMemoryMegabytes, typeof(HangingHost).Assembly.Location);
        using var pool = new ExtractionProcessPool(options, launcher, TimeProvider.System, NullLogger<ExtractionProcessPool>.Instance);
        var request = new ExtractionRequest(document, 1, "fault/hang", "x", new ProcessingOptions());
        await pool.ExtractAsync(FaultyExtractor.ExtractorName, request, new PrintingSink(pool), CancellationToken.None);
        return 0;
    }

    private sealed class PrintingSink(ExtractionProcessPool pool) : IExtractionSink
    {
        public ValueTask WriteAsync(DocumentSection section, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public void Describe(DocumentMetadata metadata)
        {
        }

        public void Report(long done, long total, string unit) => Console.WriteLine(pool.ProcessIds.Single());

        public void Warn(string code, string message)
        {
        }
    }
}
