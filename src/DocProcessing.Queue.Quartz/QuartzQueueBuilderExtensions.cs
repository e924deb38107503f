using DocProcessing;
using DocProcessing.Quartz;
using DocProcessing.Quartz.Engine;
using DocProcessing.Quartz.Tickets;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Queues jobs with Quartz.NET.</summary>
public static class QuartzQueueBuilderExtensions
{
    /// <summary>Fills the queue slot with Quartz.NET.</summary>
    /// <param name="builder">The composition.</param>
    /// <param name="configure">Sets options in code, over those of section <c>DocProcessing:Quartz</c>.</param>
    /// <returns>The same builder.</returns>
    public static IDocumentProcessingBuilder UseQuartzQueue(this IDocumentProcessingBuilder builder, Action<QuartzQueueOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        var options = services.AddSettings<QuartzQueueOptions>("Quartz");
        if (configure is not null)
        {
            options.Configure(configure);
        }

        options.PostConfigure(settings => settings.Store ??= settings switch
        {
            { PostgresConnectionString.Length: > 0 } => QuartzStore.Postgres,
            { SqlitePath.Length: > 0 } => QuartzStore.Sqlite,
            _ => null,
        });
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<QuartzQueueOptions>, QuartzQueueRules>());
        services.TryAddSingleton<TicketSlot>();
        services.TryAddSingleton<TicketScheduler>();
        services.Replace(ServiceDescriptor.Singleton<IJobQueue, QuartzJobQueue>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, QuartzStartup>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHealthProbe, QuartzQueueProbe>());
        return builder;
    }
}
