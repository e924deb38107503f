using DocProcessing.Conformance.Extraction;

namespace DocProcessing.Extraction.Tests;

/// <summary>Measures memory, so nothing else runs beside it.</summary>
[CollectionDefinition(nameof(MeasuredAlone), DisableParallelization = true)]
public sealed class MeasuredAlone;

[Collection(nameof(MeasuredAlone))]
public sealed class MemoryTests
{
    [Fact]
    public async Task A_text_of_any_size_takes_little_memory()
    {
        using var file = new TemporaryFile([]);
        await using (var writer = new StreamWriter(file.Path))
        {
            for (var line = 0; line < 1_500_000; line++)
            {
                await writer.WriteLineAsync("a line of the length that lines in files have, more or less");
            }
        }

        long longest = 0;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var sink = new Forgetful(() => longest = Math.Max(longest, GC.GetTotalMemory(forceFullCollection: false) - before));
        await Reading.ExtractorFor("text/plain", Reading.Limits with { MaxTextCharacters = long.MaxValue })
            .ExtractAsync(Reading.Request(file.Path, "text/plain"), sink, TestContext.Current.CancellationToken);

        Assert.True(longest < 64 << 20, $"{longest} bytes");
    }

    private sealed class Forgetful(Action onSection) : IExtractionSink
    {
        public ValueTask WriteAsync(DocumentSection section, CancellationToken cancellationToken)
        {
            onSection();
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
