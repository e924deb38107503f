using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DocProcessing;

/// <summary>Fills all state slots with one adapter.</summary>
public static class StateStores
{
    /// <summary>Registers one singleton as upload session store, job store, progress history and audit trail, in place of any other.</summary>
    /// <typeparam name="TState">The adapter.</typeparam>
    /// <param name="services">The host's services.</param>
    public static void UseState<TState>(this IServiceCollection services)
        where TState : class, IUploadSessionStore, IJobStore, IProgressHistory, IAuditTrail
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<TState>();
        services.Replace(ServiceDescriptor.Singleton<IUploadSessionStore>(provider => provider.GetRequiredService<TState>()));
        services.Replace(ServiceDescriptor.Singleton<IJobStore>(provider => provider.GetRequiredService<TState>()));
        services.Replace(ServiceDescriptor.Singleton<IProgressHistory>(provider => provider.GetRequiredService<TState>()));
        services.Replace(ServiceDescriptor.Singleton<IAuditTrail>(provider => provider.GetRequiredService<TState>()));
    }
}
