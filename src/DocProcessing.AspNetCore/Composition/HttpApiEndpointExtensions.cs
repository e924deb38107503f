using DocProcessing;
using DocProcessing.Documents;
using DocProcessing.Health;
using DocProcessing.Jobs;
using DocProcessing.Operations;
using DocProcessing.Problems;
using DocProcessing.RateLimiting;
using DocProcessing.Uploads;
using DocProcessing.WebSockets;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the endpoints.</summary>
public static class HttpApiEndpointExtensions
{
    /// <summary>Maps the endpoints: <c>/api/v1/documents</c>, <c>/api/v1/ws</c> and <c>/health</c>; on a node that only works on jobs, <c>/health</c> alone.</summary>
    /// <param name="endpoints">The host, or a group of its own.</param>
    /// <returns>All of the endpoints, for further conventions.</returns>
    /// <exception cref="InvalidOperationException"><c>AddHttpApi</c> was not called.</exception>
    /// <exception cref="OptionsValidationException">A setting is wrong; an <see cref="AggregateException"/> of these when settings of several kinds are.</exception>
    public static IEndpointConventionBuilder MapDocumentProcessing(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        if (endpoints.ServiceProvider.GetService<HttpApiMarker>() is not { } marker)
        {
            throw new InvalidOperationException("The endpoints lack their services. Call services.AddDocumentProcessing().AddHttpApi() before the host is built.");
        }

        // Mapping makes services of settings: one that is wrong would be told alone, and the rest at the next start.
        endpoints.ServiceProvider.GetService<IStartupValidator>()?.Validate();
        var group = endpoints.MapGroup(string.Empty).WithMetadata(marker).DisableAntiforgery();
        ((IEndpointConventionBuilder)group).Finally(Guard);
        HealthEndpoints.Map(group);
        if (endpoints.ServiceProvider.GetRequiredService<IOptions<JobOptions>>().Value.Role == NodeRole.Worker)
        {
            return group;
        }

        var documents = group.MapGroup(HttpApiPaths.Documents).RequireAuthorization(DocumentProcessingPolicies.User);
        UploadEndpoints.Map(documents);
        JobEndpoints.Map(documents);
        OperationEndpoints.Map(documents);
        DocumentEndpoints.Map(documents);
        SocketEndpoints.Map(group.MapGroup(HttpApiPaths.Sockets).RequireAuthorization(DocumentProcessingPolicies.User));
        return group;
    }

    // Around the finished endpoint, so that whatever binding, filters and handlers throw is answered as a problem.
    private static void Guard(EndpointBuilder endpoint)
    {
        if (endpoint.RequestDelegate is not { } inner)
        {
            return;
        }

        var boundary = endpoint.ApplicationServices.GetRequiredService<ProblemBoundary>();
        var limits = endpoint.ApplicationServices.GetRequiredService<RequestLimits>();
        var kind = endpoint.Metadata.OfType<CountsAs>().LastOrDefault()?.Kind;
        endpoint.RequestDelegate = context => boundary.RunAsync(context, limited =>
        {
            limited.Response.Headers.XContentTypeOptions = "nosniff";
            if (kind is { } counted)
            {
                var taking = limits.TakeAsync(limited, counted);
                if (!taking.IsCompletedSuccessfully)
                {
                    return AfterAsync(taking, inner, limited);
                }
            }

            return inner(limited);
        });
    }

    private static async Task AfterAsync(ValueTask taking, RequestDelegate inner, HttpContext context)
    {
        await taking;
        await inner(context);
    }
}
