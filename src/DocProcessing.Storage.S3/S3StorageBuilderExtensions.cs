using Amazon.S3;
using DocProcessing;
using DocProcessing.S3;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Polly;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Stores documents on S3 and its like.</summary>
public static class S3StorageBuilderExtensions
{
    /// <summary>Fills the storage slot with a bucket of an S3 store.</summary>
    /// <param name="builder">The composition.</param>
    /// <param name="configure">Sets options in code, over those of section <c>DocProcessing:S3</c> and of the <c>MINIO_…</c> environment variables.</param>
    /// <param name="client">
    /// Makes the client, for hosts that need a special one. It is then the host's to configure and, unless its container made it, to dispose; the profile's
    /// request settings still apply.
    /// </param>
    /// <returns>The same builder.</returns>
    public static IDocumentProcessingBuilder UseS3Storage(
        this IDocumentProcessingBuilder builder, Action<S3StorageOptions>? configure = null, Func<IServiceProvider, IAmazonS3>? client = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        var options = services.AddSettings("S3", S3Settings.Environment);
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<S3StorageOptions>, S3StorageOptionsRules>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => client is null
            ? S3Bucket.Open(Settings(provider))
            : new S3Bucket(client(provider), Settings(provider), ownsClient: false));
        services.AddResiliencePipeline(S3Calls.Pipeline, (pipeline, context) =>
            S3Resilience.Configure(pipeline, Settings(context.ServiceProvider), context.ServiceProvider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<S3Calls>();
        services.TryAddSingleton<UploadBuffers>();
        services.TryAddSingleton<S3Requests>();
        services.TryAddSingleton<S3Objects>();
        services.TryAddSingleton<S3Put>();
        services.TryAddSingleton<S3Multipart>();
        services.TryAddSingleton<S3DirectTransfers>();
        services.TryAddSingleton<S3DocumentStorage>();
        services.Replace(ServiceDescriptor.Singleton<IDocumentStorage>(provider => provider.GetRequiredService<S3DocumentStorage>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, S3Startup>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHealthProbe, S3StorageProbe>());
        return builder;
    }

    private static S3StorageOptions Settings(IServiceProvider provider) => provider.GetRequiredService<IOptions<S3StorageOptions>>().Value;
}
