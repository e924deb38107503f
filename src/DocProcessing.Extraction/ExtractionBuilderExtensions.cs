using DocProcessing;
using DocProcessing.Extraction;
using DocProcessing.Extraction.Formats;
using DocProcessing.Extraction.Isolation;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the built-in extractors.</summary>
public static class ExtractionBuilderExtensions
{
    /// <summary>
    /// Adds extractors for PDF, Word, PowerPoint, Excel, HTML, e-mail, Markdown, EPUB, OpenDocument, RTF, CSV, JSON, XML and plain text.
    /// The parsers of all but the last four run in child processes.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets options in code, after <c>DocProcessing:Extraction</c> and <c>MAX_MEMORY_MB_PER_TASK</c>.</param>
    /// <returns>The builder.</returns>
    /// <remarks>Calling it again adds no extractor twice; its <paramref name="configure"/> is applied too.</remarks>
    public static IDocumentProcessingBuilder AddDocumentExtraction(this IDocumentProcessingBuilder builder, Action<ExtractionOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        var options = services.AddSettings(
            ExtractionOptions.Section,
            new EnvironmentSetting<ExtractionOptions>("MAX_MEMORY_MB_PER_TASK", (settings, text) => settings.MaxMemoryMegabytes = SettingsBinding.ParseWhole(text)));
        if (configure is not null)
        {
            options.Configure(configure);
        }

        if (services.Any(service => service.ServiceType == typeof(ExtractionProcessPool)))
        {
            return builder;
        }

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(CreatePool);
        AddAll(services, FormatCatalog.Complex, Isolate);
        AddAll(services, FormatCatalog.Streamed, static (_, extractor) => extractor);
        return builder;
    }

    private static void AddAll(
        IServiceCollection services,
        Func<ExtractionLimits, IReadOnlyList<IContentExtractor>> catalog,
        Func<IServiceProvider, IContentExtractor, IContentExtractor> wrap)
    {
        // The limits are known only when the host has started; how many extractors there are is known now.
        var count = catalog(ExtractionLimits.Of(new ExtractionOptions())).Count;
        for (var index = 0; index < count; index++)
        {
            var place = index;
            services.AddSingleton(provider => wrap(provider, catalog(ExtractionLimits.Of(OptionsOf(provider)))[place]));
        }
    }

    private static IContentExtractor Isolate(IServiceProvider provider, IContentExtractor extractor) =>
        OptionsOf(provider).Isolation == ExtractionIsolation.InProcess
            ? extractor
            : new IsolatedExtractor(extractor, provider.GetRequiredService<ExtractionProcessPool>());

    private static ExtractionProcessPool CreatePool(IServiceProvider provider) => new(
        OptionsOf(provider),
        ChildLauncher.Of(OptionsOf(provider).MaxMemoryMegabytes),
        provider.GetRequiredService<TimeProvider>(),
        provider.GetService<ILogger<ExtractionProcessPool>>() ?? NullLogger<ExtractionProcessPool>.Instance);

    private static ExtractionOptions OptionsOf(IServiceProvider provider) => provider.GetRequiredService<IOptions<ExtractionOptions>>().Value;
}
