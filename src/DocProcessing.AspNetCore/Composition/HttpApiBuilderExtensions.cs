using DocProcessing;
using DocProcessing.Access;
using DocProcessing.Documents;
using DocProcessing.Health;
using DocProcessing.Jobs;
using DocProcessing.OpenApi;
using DocProcessing.Problems;
using DocProcessing.RateLimiting;
using DocProcessing.Uploads;
using DocProcessing.WebSockets;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the HTTP and WebSocket face.</summary>
public static class HttpApiBuilderExtensions
{
    /// <summary>
    /// Adds what the endpoints need: authorization policies, rate limits, live connections, health checks, the OpenAPI document <c>v1</c>.
    /// The host adds authentication, and maps the endpoints with <c>MapDocumentProcessing</c>.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Changes the options.</param>
    /// <returns>The builder.</returns>
    public static IDocumentProcessingBuilder AddHttpApi(this IDocumentProcessingBuilder builder, Action<HttpApiOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        AddOptions(services, configure);
        if (services.Any(service => service.ServiceType == typeof(HttpApiMarker)))
        {
            return builder;
        }

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<HttpApiMarker>();
        AddAccess(services);
        AddEndpoints(services);
        AddLive(services);
        AddHealth(services);
        services.AddOpenApi("v1", options => options.AddDocumentTransformer(HttpApiDocument.DescribeAsync).AddOperationTransformer(HttpApiDocument.DescribeAsync));
        return builder;
    }

    private static void AddOptions(IServiceCollection services, Action<HttpApiOptions>? configure)
    {
        var options = services.AddSettings<HttpApiOptions>("HttpApi");
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.AddSettings<RateLimitOptions>(
            "RateLimits",
            new("RATE_LIMIT_UPLOADS_PER_MINUTE", (limits, text) => limits.UploadsPerMinute = SettingsBinding.ParseWhole(text)),
            new("RATE_LIMIT_REQUESTS_PER_MINUTE", (limits, text) => limits.RequestsPerMinute = SettingsBinding.ParseWhole(text)));
        services.AddSettings<WebSocketSettings>(
            "WebSockets",
            new("WEBSOCKET_HOST", (sockets, text) => sockets.Host = text),
            new("WEBSOCKET_PORT", (sockets, text) => sockets.Port = SettingsBinding.ParseWhole(text)),
            new("WEBSOCKET_HEARTBEAT_INTERVAL", (sockets, text) => sockets.HeartbeatInterval = TimeSpan.FromSeconds(SettingsBinding.ParseNumber(text))));
    }

    private static void AddAccess(IServiceCollection services)
    {
        services.AddAuthorization();
        services.AddSingleton<CallerReader>();
        services.AddSingleton<IPostConfigureOptions<AuthorizationOptions>, AddPolicies>();
        services.AddCors();
        services.AddSingleton<IConfigureOptions<CorsOptions>, AddCorsPolicy>();
        services.AddSingleton<IStartupFilter, HttpApiStartup>();
        HideTokens(services);
    }

    private static void AddEndpoints(IServiceCollection services)
    {
        services.AddSingleton<ProblemBoundary>();
        services.TryAddSingleton<IRateCounters, LocalRateCounters>();
        services.AddSingleton<RequestLimits>();
        services.AddSingleton<SessionAllowances>();
        services.AddSingleton<InitiateEndpoint>();
        services.TryAddSingleton(PartSpool.InTemporaryFiles);
        services.AddSingleton<ChunkEndpoint>();
        services.AddSingleton<LinkPartsEndpoint>();
        services.AddSingleton<SimpleEndpoint>();
        services.AddSingleton<JobListing>();
        services.AddSingleton<JobEventStream>();
        services.AddSingleton<ContentEndpoint>();
        services.AddSingleton<TextEndpoint>();
    }

    private static void AddLive(IServiceCollection services)
    {
        services.AddSingleton<ProgressBroadcaster>();
        services.AddHostedService(provider => provider.GetRequiredService<ProgressBroadcaster>());
        services.AddSingleton<PastNotifications>();
        services.AddSingleton<LiveConnections>();
        services.AddSingleton<SocketServices>();
        services.AddSingleton<SocketEndpoint>();
    }

    private static void AddHealth(IServiceCollection services)
    {
        services.AddHealthChecks();
        services.AddSingleton<IConfigureOptions<HealthCheckServiceOptions>, AddProbes>();
        services.AddSingleton<HealthReporter>();
    }

    private static void HideTokens(IServiceCollection services)
    {
        var present = services.LastOrDefault(service => service.ServiceType == typeof(IHttpContextFactory) && !service.IsKeyedService);
        services.Replace(ServiceDescriptor.Singleton<IHttpContextFactory>(provider => new TokenHidingContextFactory(Make(provider, present))));
    }

    private static IHttpContextFactory Make(IServiceProvider provider, ServiceDescriptor? present) => present switch
    {
        { ImplementationInstance: IHttpContextFactory instance } => instance,
        { ImplementationFactory: { } factory } => (IHttpContextFactory)factory(provider),
        { ImplementationType: { } type } => (IHttpContextFactory)ActivatorUtilities.CreateInstance(provider, type),
        _ => new DefaultHttpContextFactory(provider),
    };
}
