using DocProcessing;
using DocProcessing.Hangfire;
using DocProcessing.Hangfire.Storage;
using Hangfire;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Queues jobs with Hangfire.</summary>
public static class HangfireQueueBuilderExtensions
{
    /// <summary>The key under which the <see cref="JobStorage"/> of the tickets is registered, for the engine's dashboard.</summary>
    public const string StorageKey = "docprocessing";

    /// <summary>Fills the queue slot with Hangfire.</summary>
    /// <param name="builder">The composition.</param>
    /// <param name="configure">Sets options in code, over those of section <c>DocProcessing:Hangfire</c>.</param>
    /// <returns>The same builder.</returns>
    public static IDocumentProcessingBuilder UseHangfireQueue(this IDocumentProcessingBuilder builder, Action<HangfireQueueOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        var options = services.AddSettings<HangfireQueueOptions>(
            "Hangfire", new EnvironmentSetting<HangfireQueueOptions>("REDIS_URL", (settings, value) => settings.RedisConfiguration = value));
        if (configure is not null)
        {
            options.Configure(configure);
        }

        options.PostConfigure(settings => settings.Store ??= settings switch
        {
            { PostgresConnectionString.Length: > 0 } => HangfireStore.Postgres,
            { RedisConfiguration.Length: > 0 } => HangfireStore.Redis,
            _ => null,
        });
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<HangfireQueueOptions>, HangfireQueueRules>());
        services.TryAddSingleton<TicketStorage>();
        services.TryAddKeyedSingleton(StorageKey, (provider, _) => provider.GetRequiredService<TicketStorage>().Open());
        services.Replace(ServiceDescriptor.Singleton<IJobQueue, HangfireJobQueue>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, HangfireStartup>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHealthProbe, HangfireQueueProbe>());
        return builder;
    }
}
