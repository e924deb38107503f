using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace DocProcessing.Extraction.Tests;

public sealed class CompositionTests
{
    [Fact]
    public void Every_format_has_its_extractor_once_however_often_they_are_added()
    {
        using var provider = Build(builder => builder.AddDocumentExtraction().AddDocumentExtraction());

        var extractors = provider.GetServices<IContentExtractor>().ToList();

        Assert.Equal(extractors.Select(extractor => extractor.Name).Distinct(), extractors.Select(extractor => extractor.Name));
        Assert.All(Samples.All, sample => Assert.Equal(10, extractors.Max(extractor => extractor.Score(sample.Type, sample.File))));
        Assert.Equal(1, extractors.Max(extractor => extractor.Score("text/x-unknown", "x")));
    }

    [Fact]
    public async Task The_registered_extractors_read_documents()
    {
        using var provider = Build(builder => builder.AddDocumentExtraction());
        var sink = new Conformance.Extraction.CollectingSink();
        var extractor = provider.GetServices<IContentExtractor>().MaxBy(candidate => candidate.Score(Samples.Pdf, "x"))!;

        await extractor.ExtractAsync(Reading.Request(Samples.PathOf("report.pdf"), Samples.Pdf), sink, TestContext.Current.CancellationToken);

        Assert.Equal(30, sink.Sections.Count);
        Assert.Single(provider.GetRequiredService<Isolation.ExtractionProcessPool>().ProcessIds);
    }

    [Fact]
    public async Task In_process_starts_no_children()
    {
        using var provider = Build(builder => builder.AddDocumentExtraction(options => options.Isolation = ExtractionIsolation.InProcess));
        var extractor = provider.GetServices<IContentExtractor>().MaxBy(candidate => candidate.Score(Samples.Pdf, "x"))!;

        await extractor.ExtractAsync(
            Reading.Request(Samples.PathOf("report.pdf"), Samples.Pdf), new Conformance.Extraction.CollectingSink(), TestContext.Current.CancellationToken);

        Assert.Empty(provider.GetRequiredService<Isolation.ExtractionProcessPool>().ProcessIds);
    }

    [Fact]
    public void Settings_come_from_configuration_and_the_environment()
    {
        using var provider = Build(
            builder => builder.AddDocumentExtraction(),
            ("DocProcessing:Extraction:Isolation", "InProcess"),
            ("MAX_MEMORY_MB_PER_TASK", "512"));

        var options = provider.GetRequiredService<IOptions<ExtractionOptions>>().Value;

        Assert.Equal((ExtractionIsolation.InProcess, 512), (options.Isolation, options.MaxMemoryMegabytes));
    }

    [Fact]
    public void A_wrong_setting_is_told()
    {
        using var provider = Build(builder => builder.AddDocumentExtraction(), ("MAX_MEMORY_MB_PER_TASK", "much"));

        var error = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IOptions<ExtractionOptions>>().Value);

        Assert.Contains("MAX_MEMORY_MB_PER_TASK", error.Message, StringComparison.Ordinal);
    }

    private static ServiceProvider Build(Action<IDocumentProcessingBuilder> add, params (string Key, string Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)))
            .Build());
        add(new Builder(services));
        return services.BuildServiceProvider();
    }

    private sealed record Builder(IServiceCollection Services) : IDocumentProcessingBuilder;
}
