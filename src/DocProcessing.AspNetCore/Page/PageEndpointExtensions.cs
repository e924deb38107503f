using DocProcessing;
using DocProcessing.Access;
using DocProcessing.Jobs;
using DocProcessing.Page;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the page for people.</summary>
public static class PageEndpointExtensions
{
    /// <summary>
    /// Maps the page for people: upload, jobs, search, and the operator's view. It calls the endpoints that <c>MapDocumentProcessing</c> maps beside it,
    /// with the host's own tokens. A node that only works on jobs has no page.
    /// </summary>
    /// <param name="endpoints">The host, or the group in which the other endpoints are mapped.</param>
    /// <param name="tokenEndpoint">
    /// Where the page gets a token for a name and roles, such as <c>dev/token</c>; relative to the page. For development only: without it, people paste the
    /// token that the host's own sign-in gave them.
    /// </param>
    /// <returns>The page's endpoints, for further conventions.</returns>
    /// <exception cref="InvalidOperationException"><c>AddHttpApi</c> was not called.</exception>
    public static IEndpointConventionBuilder MapDocumentProcessingPage(this IEndpointRouteBuilder endpoints, string? tokenEndpoint = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        if (endpoints.ServiceProvider.GetService<HttpApiMarker>() is not { } marker)
        {
            throw new InvalidOperationException("The page lacks its services. Call services.AddDocumentProcessing().AddHttpApi() before the host is built.");
        }

        var group = endpoints.MapGroup(string.Empty).ExcludeFromDescription();
        if (endpoints.ServiceProvider.GetRequiredService<IOptions<JobOptions>>().Value.Role == NodeRole.Worker)
        {
            return group;
        }

        group.AddEndpointFilter(PageHeaders.AddAsync);
        var files = group.MapGroup(string.Empty).AllowAnonymous();
        foreach (var file in PageFiles.Read())
        {
            files.MapMethods(file.Route, [HttpMethods.Get, HttpMethods.Head], (HttpContext context) => file.Answer(context));
        }

        files.MapGet("/page/settings.json", () => TypedResults.Json(new PageSettings(tokenEndpoint), HttpJson.Wire.PageSettings));
        group.MapGet("/page/caller.json", (HttpContext context, CallerReader callers) => TypedResults.Json(PageCaller.Of(callers.Read(context)), HttpJson.Wire.PageCaller))
            .RequireAuthorization(DocumentProcessingPolicies.User)
            .WithMetadata(marker);
        return group;
    }
}
