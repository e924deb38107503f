namespace DocProcessing.Conformance.Extraction;

/// <summary>What every extractor promises.</summary>
public abstract class ContentExtractorConformance : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private IContentExtractor? _extractor;

    /// <summary>Gets a document that the extractor reads.</summary>
    protected abstract string Sample { get; }

    /// <summary>Gets the sample's content type.</summary>
    protected abstract string ContentType { get; }

    /// <summary>Gets a phrase in the sample.</summary>
    protected abstract string Phrase { get; }

    private IContentExtractor Extractor => _extractor ?? throw new InvalidOperationException("Not yet made.");

    /// <summary>Makes the extractor.</summary>
    protected abstract Task<IContentExtractor> CreateAsync();

    public async ValueTask InitializeAsync() => _extractor = await CreateAsync();

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void It_has_a_name() => Assert.False(string.IsNullOrWhiteSpace(Extractor.Name));

    [Fact]
    public void It_takes_its_own_type_and_declines_others()
    {
        Assert.True(Extractor.Score(ContentType, Path.GetFileName(Sample)) >= 10);
        Assert.Equal(0, Extractor.Score("video/mp4", "film.mp4"));
        Assert.Equal(0, Extractor.Score("application/octet-stream", Path.GetFileName(Sample)));
    }

    [Fact]
    public async Task It_finds_the_phrase()
    {
        var sink = await ExtractAsync(Sample);

        Assert.Contains(Phrase, sink.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sections_are_numbered_from_1_without_gaps()
    {
        var sink = await ExtractAsync(Sample);

        Assert.NotEmpty(sink.Sections);
        Assert.Equal(Enumerable.Range(1, sink.Sections.Count), sink.Sections.Select(section => section.Number));
    }

    [Fact]
    public async Task Sections_are_no_longer_than_allowed_and_clean()
    {
        var sink = await ExtractAsync(Sample);

        Assert.All(sink.Sections, section =>
        {
            Assert.True(section.Text.Length <= DocumentSection.MaxTextLength);
            Assert.DoesNotContain(section.Text, character => character is '\r' or '\0');
            Assert.Equal(section.Heading is null, section.Level == 0);
            Assert.True(section.Page is null or > 0);
        });
    }

    [Fact]
    public async Task Reading_twice_finds_the_same()
    {
        var first = await ExtractAsync(Sample);
        var second = await ExtractAsync(Sample);

        Assert.Equal(first.Sections, second.Sections);
    }

    [Fact]
    public async Task The_document_is_left_as_it_was()
    {
        var before = await File.ReadAllBytesAsync(Sample, TestContext.Current.CancellationToken);

        await ExtractAsync(Sample);

        Assert.Equal(before, await File.ReadAllBytesAsync(Sample, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_cancelled_extraction_stops_and_says_so()
    {
        using var cancellation = new CancellationTokenSource();
        var sink = new CollectingSink
        {
            OnSection = async _ =>
            {
                await cancellation.CancelAsync();
                cancellation.Token.ThrowIfCancellationRequested();
            },
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Extractor.ExtractAsync(Request(Sample), sink, cancellation.Token).WaitAsync(Patience));

        Assert.Empty(sink.Sections);
    }

    [Fact]
    public async Task An_extraction_cancelled_before_it_starts_reads_nothing()
    {
        var sink = new CollectingSink();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Extractor.ExtractAsync(Request(Sample), sink, new CancellationToken(true)).WaitAsync(Patience));

        Assert.Empty(sink.Sections);
    }

    [Fact]
    public async Task What_the_sink_throws_comes_through()
    {
        var sink = new CollectingSink { OnSection = _ => throw new TimeZoneNotFoundException("the sink's own") };

        await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => Extractor.ExtractAsync(Request(Sample), sink, TestContext.Current.CancellationToken).WaitAsync(Patience));
    }

    [Fact]
    public async Task A_document_without_bytes_is_rejected_as_empty()
    {
        using var file = new TemporaryFile([]);

        var rejection = await Assert.ThrowsAsync<DocumentRejectedException>(() => ExtractAsync(file.Path));

        Assert.Equal(RejectionReasons.Empty, rejection.Code);
    }

    [Fact]
    public async Task A_document_that_is_not_there_is_not_the_documents_fault()
    {
        var missing = Request(Sample) with { Path = Sample + ".missing" };

        var error = await Assert.ThrowsAnyAsync<Exception>(() => Extractor.ExtractAsync(missing, new CollectingSink(), TestContext.Current.CancellationToken));

        Assert.IsNotType<DocumentRejectedException>(error);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public async Task A_truncated_document_is_rejected_or_gives_less(double share)
    {
        var bytes = await File.ReadAllBytesAsync(Sample, TestContext.Current.CancellationToken);
        using var file = new TemporaryFile(bytes[..(int)(bytes.Length * share)]);
        var whole = await ExtractAsync(Sample);
        var sink = new CollectingSink();

        try
        {
            await Extractor.ExtractAsync(Request(file.Path), sink, TestContext.Current.CancellationToken).WaitAsync(Patience);
        }
        catch (DocumentRejectedException)
        {
        }

        Assert.True(sink.Text.Length <= whole.Text.Length);
    }

    protected async Task<CollectingSink> ExtractAsync(string path)
    {
        var sink = new CollectingSink();
        await Extractor.ExtractAsync(Request(path), sink, TestContext.Current.CancellationToken).WaitAsync(Patience);
        return sink;
    }

    private ExtractionRequest Request(string path) =>
        new(path, new FileInfo(path).Length, ContentType, Path.GetFileName(Sample), new ProcessingOptions());
}
