using DocProcessing;
using DocProcessing.InProcess;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Queues and sends within one process, which is correct for one node.</summary>
public static class InProcessBuilderExtensions
{
    /// <summary>Fills the queue slot with a queue in memory. What it loses in a crash, the reconciler brings again.</summary>
    /// <param name="builder">The composition.</param>
    /// <param name="configure">Sets options in code, over those of section <c>DocProcessing:Queue</c>.</param>
    /// <returns>The same builder.</returns>
    public static IDocumentProcessingBuilder UseInProcessQueue(this IDocumentProcessingBuilder builder, Action<InProcessQueueOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        var options = builder.Services.AddSettings<InProcessQueueOptions>("Queue");
        if (configure is not null)
        {
            options.Configure(configure);
        }

        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.Replace(ServiceDescriptor.Singleton<IJobQueue, InProcessJobQueue>());
        return builder;
    }

    /// <summary>Fills the bus slot with one that reaches the subscribers of this process.</summary>
    /// <param name="builder">The composition.</param>
    /// <returns>The same builder.</returns>
    public static IDocumentProcessingBuilder UseInProcessBus(this IDocumentProcessingBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Replace(ServiceDescriptor.Singleton<IProgressBus, InProcessProgressBus>());
        return builder;
    }
}
