using DocProcessing;
using DocProcessing.Postgres;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps state and index on PostgreSQL.</summary>
public static class PostgresStateBuilderExtensions
{
    /// <summary>Fills the state slots and the index with one schema of a PostgreSQL database.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets options, after those of the section <c>DocProcessing:Postgres</c>.</param>
    /// <returns>The same builder.</returns>
    public static IDocumentProcessingBuilder UsePostgresState(this IDocumentProcessingBuilder builder, Action<PostgresStateOptions>? configure = null)
    {
        builder.UsePostgresIndex(configure);
        builder.Services.UseState<PostgresState>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHealthProbe, PostgresStateProbe>());
        return builder;
    }

    /// <summary>Fills the index alone with one schema of a PostgreSQL database, for a host that keeps its state elsewhere.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets options, after those of the section <c>DocProcessing:Postgres</c>.</param>
    /// <returns>The same builder.</returns>
    public static IDocumentProcessingBuilder UsePostgresIndex(this IDocumentProcessingBuilder builder, Action<PostgresStateOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        var options = services.AddSettings<PostgresStateOptions>("Postgres");
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PostgresStateOptions>, PostgresStateRules>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<PostgresDatabase>();
        services.Replace(ServiceDescriptor.Singleton<IDocumentIndex, PostgresDocumentIndex>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, PostgresStartup>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHealthProbe, PostgresIndexProbe>());
        return builder;
    }
}
