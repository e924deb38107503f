using Microsoft.Extensions.DependencyInjection;

namespace DocProcessing.Conformance;

/// <summary>A host's builder with nothing in it but what a test adds.</summary>
/// <param name="Services">Where to.</param>
public sealed record BareBuilder(IServiceCollection Services) : IDocumentProcessingBuilder
{
    public BareBuilder()
        : this(new ServiceCollection())
    {
        Services.AddLogging();
    }
}
