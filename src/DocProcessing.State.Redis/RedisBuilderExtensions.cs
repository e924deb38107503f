using DocProcessing;
using DocProcessing.Redis;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Shares between nodes by Redis.</summary>
public static class RedisBuilderExtensions
{
    /// <summary>Fills the bus slot: live progress, cancels and notifications reach every node.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets options, after those of the section <c>DocProcessing:Redis</c>.</param>
    /// <returns>The same builder.</returns>
    public static IDocumentProcessingBuilder UseRedisProgressBus(this IDocumentProcessingBuilder builder, Action<RedisOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddRedisConnection(configure);
        builder.Services.TryAddSingleton<RedisProgressBus>();
        builder.Services.Replace(ServiceDescriptor.Singleton<IProgressBus>(provider => provider.GetRequiredService<RedisProgressBus>()));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHealthProbe, RedisBusProbe>());
        return builder;
    }

    /// <summary>Fills the slot of the rate counters: what users may do in a minute holds for all nodes together.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets options, after those of the section <c>DocProcessing:Redis</c>.</param>
    /// <returns>The same builder.</returns>
    public static IDocumentProcessingBuilder UseRedisRateLimits(this IDocumentProcessingBuilder builder, Action<RedisOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddRedisConnection(configure);
        builder.Services.Replace(ServiceDescriptor.Singleton<IRateCounters, RedisRateCounters>());
        return builder;
    }
}
