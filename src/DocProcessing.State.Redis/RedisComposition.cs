using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace DocProcessing.Redis;

/// <summary>What every slot on Redis needs.</summary>
internal static class RedisComposition
{
    /// <summary>Registers the options and the one connection, however many slots ask for them.</summary>
    public static void AddRedisConnection(this IServiceCollection services, Action<RedisOptions>? configure)
    {
        var options = services.AddSettings<RedisOptions>(
            "Redis", new EnvironmentSetting<RedisOptions>("REDIS_URL", (settings, value) => settings.Configuration = value));
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RedisOptions>, RedisRules>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<RedisConnection>();
    }
}
