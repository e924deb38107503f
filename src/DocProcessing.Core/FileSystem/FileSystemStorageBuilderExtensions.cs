using DocProcessing;
using DocProcessing.FileSystem;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Stores documents on local disk.</summary>
public static class FileSystemStorageBuilderExtensions
{
    /// <summary>Fills the storage slot with a directory on local disk, for one node.</summary>
    /// <param name="builder">The composition.</param>
    /// <param name="configure">Sets options in code, over those of section <c>DocProcessing:FileSystem</c>.</param>
    /// <returns>The same builder.</returns>
    public static IDocumentProcessingBuilder UseFileSystemStorage(
        this IDocumentProcessingBuilder builder, Action<FileSystemStorageOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        var services = builder.Services;
        var options = services.AddSettings<FileSystemStorageOptions>("FileSystem");
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(_ => BootIdentity.Read());
        services.TryAddSingleton<FileSystemDocumentStorage>();
        services.Replace(ServiceDescriptor.Singleton<IDocumentStorage>(provider => provider.GetRequiredService<FileSystemDocumentStorage>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHealthProbe, FileSystemStorageProbe>());
        return builder;
    }
}
