namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Composes document processing: <c>Use…</c> fills a slot, <c>Add…</c> appends to a list.</summary>
public interface IDocumentProcessingBuilder
{
    /// <summary>Gets the host's services.</summary>
    IServiceCollection Services { get; }
}
