using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace DocProcessing.Compression;

/// <summary>Puts a decorator before whatever fills the storage slot, and knows whether it still is there when the host starts.</summary>
internal sealed class StorageDecoration(IServiceCollection services)
{
    // The store inside keeps a registration of its own, so that the container disposes it.
    private static readonly object Inside = typeof(StorageDecoration);

    private ServiceDescriptor? _decorated;
    private volatile bool _isMade;

    /// <summary>Tells whether the decorator is in use, or nothing fills the slot: then it is the empty slot that is told.</summary>
    public bool Holds(IServiceProvider provider)
    {
        if (Present() is not { } present || present == _decorated)
        {
            return true;
        }

        // Something came after it: in its place, or around it.
        _ = provider.GetService<IDocumentStorage>();
        return _isMade;
    }

    public void Apply(Func<IServiceProvider, IDocumentStorage, IDocumentStorage> decorate)
    {
        if (Present() is not { } present || present == _decorated)
        {
            return;
        }

        services.Remove(present);
        services.Add(AsInside(present));
        _decorated = ServiceDescriptor.Singleton(provider =>
        {
            _isMade = true;
            return decorate(provider, provider.GetRequiredKeyedService<IDocumentStorage>(Inside));
        });
        services.Add(_decorated);
    }

    private static ServiceDescriptor AsInside(ServiceDescriptor storage) => storage switch
    {
        { ImplementationInstance: { } instance } => ServiceDescriptor.KeyedSingleton(typeof(IDocumentStorage), Inside, instance),
        { ImplementationFactory: { } factory } => ServiceDescriptor.KeyedSingleton(typeof(IDocumentStorage), Inside, (provider, _) => factory(provider)),
        _ => ServiceDescriptor.KeyedSingleton(typeof(IDocumentStorage), Inside, storage.ImplementationType!),
    };

    private ServiceDescriptor? Present() => services.LastOrDefault(service => service.ServiceType == typeof(IDocumentStorage) && !service.IsKeyedService);
}

internal sealed class StorageDecorationRule(StorageDecoration decoration, IServiceProvider provider) : IValidateOptions<CompressionOptions>
{
    private const string Unused = "UseCompressionAtRest was called before the storage slot was filled, and compresses nothing. Call it after Use…Storage.";

    public ValidateOptionsResult Validate(string? name, CompressionOptions options)
    {
        try
        {
            return decoration.Holds(provider) ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(Unused);
        }
        catch (OptionsValidationException)
        {
            // A store whose own settings are wrong tells so itself.
            return ValidateOptionsResult.Success;
        }
    }
}
