using DocProcessing;
using DocProcessing.InMemory;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps state in memory.</summary>
public static class InMemoryStateBuilderExtensions
{
    /// <summary>Fills the state slots and the index with memory, for tests and demos: everything is lost with the process.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The same builder.</returns>
    public static IDocumentProcessingBuilder UseInMemoryState(this IDocumentProcessingBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.UseState<InMemoryState>();
        builder.Services.Replace(ServiceDescriptor.Singleton<IDocumentIndex, InMemoryDocumentIndex>());
        builder.Services.AddSingleton<IHealthProbe>(new InMemoryProbe("state"));
        builder.Services.AddSingleton<IHealthProbe>(new InMemoryProbe("index"));
        return builder;
    }
}
