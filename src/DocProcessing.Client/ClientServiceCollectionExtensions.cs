using DocProcessing.Client;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the client to a service collection.</summary>
public static class ClientServiceCollectionExtensions
{
    /// <summary>Adds <see cref="DocumentProcessingClient"/> over <see cref="IHttpClientFactory"/>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Says where the host is.</param>
    /// <returns>The builder of its connections, for handlers of the application's own.</returns>
    public static IHttpClientBuilder AddDocumentProcessingClient(this IServiceCollection services, Action<DocumentProcessingClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);

        services.AddSingleton<IValidateOptions<DocumentProcessingClientOptions>, OptionsErrors>();
        services.AddOptions<DocumentProcessingClientOptions>().Configure(configure).ValidateOnStart();
        return services.AddHttpClient(nameof(DocumentProcessingClient), http => http.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(DocumentProcessingClient.Connections)
            .AddTypedClient((http, provider) => new DocumentProcessingClient(
                http, provider.GetRequiredService<IOptions<DocumentProcessingClientOptions>>().Value, provider.GetService<TimeProvider>()));
    }

    private sealed class OptionsErrors : IValidateOptions<DocumentProcessingClientOptions>
    {
        public ValidateOptionsResult Validate(string? name, DocumentProcessingClientOptions options) =>
            options.Errors().ToList() is { Count: > 0 } errors ? ValidateOptionsResult.Fail(errors) : ValidateOptionsResult.Success;
    }
}
