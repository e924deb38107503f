using DocProcessing.Conformance.Extraction;

namespace DocProcessing.Extraction.Tests;

/// <summary>Shows that the conformance suite can fail.</summary>
public sealed class BrokenFakeTests
{
    [Fact]
    public async Task Gaps_in_the_numbers_are_found() => await FailsAsync(suite => suite.Sections_are_numbered_from_1_without_gaps());

    [Fact]
    public async Task Overlong_sections_are_found() => await FailsAsync(suite => suite.Sections_are_no_longer_than_allowed_and_clean());

    [Fact]
    public async Task Changing_results_are_found() => await FailsAsync(suite => suite.Reading_twice_finds_the_same());

    [Fact]
    public async Task Swallowed_cancellation_is_found() => await FailsAsync(suite => suite.A_cancelled_extraction_stops_and_says_so());

    [Fact]
    public async Task Accepted_emptiness_is_found() => await FailsAsync(suite => suite.A_document_without_bytes_is_rejected_as_empty());

    [Fact]
    public async Task Greed_for_every_type_is_found() => await FailsAsync(suite =>
    {
        suite.It_takes_its_own_type_and_declines_others();
        return Task.CompletedTask;
    });

    private static async Task FailsAsync(Func<Broken, Task> promise)
    {
        await using var suite = new Broken();
        await suite.InitializeAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => promise(suite));
    }

    private sealed class Broken : ContentExtractorConformance
    {
        protected override string Sample => Samples.PathOf("latin1.txt");

        protected override string ContentType => "text/plain";

        protected override string Phrase => "x";

        protected override Task<IContentExtractor> CreateAsync() => Task.FromResult<IContentExtractor>(new BrokenExtractor());
    }

    private sealed class BrokenExtractor : IContentExtractor
    {
        private int _number = 1;

        public string Name => "broken";

        public int Score(string contentType, string fileName) => 10;

        public async Task ExtractAsync(ExtractionRequest document, IExtractionSink sink, CancellationToken cancellationToken)
        {
            try
            {
                _number += 2;
                await sink.WriteAsync(new DocumentSection(SectionKind.Text, _number, new string('x', DocumentSection.MaxTextLength + 1)), CancellationToken.None);
            }
            catch (OperationCanceledException)
            {
                // Broken on purpose.
            }
        }
    }
}
