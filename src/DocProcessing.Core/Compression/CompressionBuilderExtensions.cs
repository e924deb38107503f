using DocProcessing;
using DocProcessing.Compression;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Compresses documents and results in storage.</summary>
public static class CompressionBuilderExtensions
{
    /// <summary>
    /// Compresses text-like objects that are stored whole, in whatever store fills the slot: call it after <c>Use…Storage</c>, on every node.
    /// Documents uploaded in parts, and what does not get smaller, are stored as they are. Once used, keep the call, and set
    /// <see cref="CompressionOptions.Enabled"/> to <see langword="false"/> to compress nothing more: without it, what is compressed cannot be read.
    /// </summary>
    /// <param name="builder">The composition.</param>
    /// <param name="configure">Sets options in code, over those of section <c>DocProcessing:Compression</c>.</param>
    /// <returns>The same builder.</returns>
    public static IDocumentProcessingBuilder UseCompressionAtRest(this IDocumentProcessingBuilder builder, Action<CompressionOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        var services = builder.Services;
        var options = services.AddSettings<CompressionOptions>("Compression");
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddSingleton<CompressionChoice>();
        var decoration = services.Select(service => service.ImplementationInstance).OfType<StorageDecoration>().SingleOrDefault();
        if (decoration is null)
        {
            decoration = new StorageDecoration(services);
            services.AddSingleton(decoration);
            services.AddSingleton<IValidateOptions<CompressionOptions>, StorageDecorationRule>();
        }

        decoration.Apply((provider, storage) => ActivatorUtilities.CreateInstance<CompressedStorage>(provider, storage));
        return builder;
    }
}
