using DocProcessing;
using DocProcessing.Sqlite;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps state and index in a SQLite file.</summary>
public static class SqliteStateBuilderExtensions
{
    /// <summary>Fills the state slots and the index with one SQLite file.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets options, after those of the section <c>DocProcessing:Sqlite</c>.</param>
    /// <returns>The same builder.</returns>
    public static IDocumentProcessingBuilder UseSqliteState(this IDocumentProcessingBuilder builder, Action<SqliteStateOptions>? configure = null)
    {
        builder.UseSqliteIndex(configure);
        builder.Services.UseState<SqliteState>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHealthProbe, SqliteStateProbe>());
        return builder;
    }

    /// <summary>Fills the index alone with one SQLite file, for a single node that keeps its state elsewhere: another node would not find what this one indexed.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets options, after those of the section <c>DocProcessing:Sqlite</c>.</param>
    /// <returns>The same builder.</returns>
    public static IDocumentProcessingBuilder UseSqliteIndex(this IDocumentProcessingBuilder builder, Action<SqliteStateOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        var options = services.AddSettings<SqliteStateOptions>("Sqlite");
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<SqliteDatabase>();
        services.Replace(ServiceDescriptor.Singleton<IDocumentIndex, SqliteDocumentIndex>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SqliteStartup>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHealthProbe, SqliteIndexProbe>());
        return builder;
    }
}
