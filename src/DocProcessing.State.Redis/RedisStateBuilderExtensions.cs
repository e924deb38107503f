using DocProcessing;
using DocProcessing.Redis;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps state on Redis.</summary>
public static class RedisStateBuilderExtensions
{
    /// <summary>Fills the state slots with one Redis server. The index is another slot: <c>UsePostgresIndex</c> fills it, or <c>UseSqliteIndex</c> on a single node.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets options, after those of the section <c>DocProcessing:Redis</c>.</param>
    /// <returns>The same builder.</returns>
    public static IDocumentProcessingBuilder UseRedisState(this IDocumentProcessingBuilder builder, Action<RedisOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddRedisConnection(configure);
        services.TryAddSingleton<StateAccess>();
        services.UseState<RedisState>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, RedisStateStartup>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHealthProbe, RedisStateProbe>());
        return builder;
    }
}
