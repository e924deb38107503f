using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace DocProcessing.Access;

/// <summary>
/// Takes <c>?token=</c> out of a request before anything has seen it. Browsers cannot set a header on a WebSocket or an event source, so there the
/// token becomes the Authorization header; anywhere else in this API it is dropped.
/// </summary>
internal static class QueryTokens
{
    private const string Parameter = "token";

    public static void Hide(IFeatureCollection features)
    {
        var request = features.Get<IHttpRequestFeature>();
        if (request is null
            || !HttpApiPaths.IsOurs(request.Path)
            || !request.QueryString.Contains(Parameter, StringComparison.OrdinalIgnoreCase) && !request.QueryString.Contains('%', StringComparison.Ordinal))
        {
            return;
        }

        var query = QueryHelpers.ParseQuery(request.QueryString);
        if (!query.Remove(Parameter, out var token))
        {
            return;
        }

        request.QueryString = new QueryBuilder(query).ToQueryString().Value ?? string.Empty;
        request.RawTarget = request.Path + request.QueryString;
        if (TakesQueryToken(request.Path) && token.Count == 1 && string.IsNullOrEmpty(request.Headers.Authorization))
        {
            request.Headers.Authorization = $"Bearer {token}";
        }
    }

    private static bool TakesQueryToken(string path) =>
        path.EndsWith(HttpApiPaths.Sockets + "/progress", StringComparison.OrdinalIgnoreCase)
        || path.EndsWith(HttpApiPaths.Sockets + "/notifications", StringComparison.OrdinalIgnoreCase)
        || (path.Contains(HttpApiPaths.Documents + "/jobs/", StringComparison.OrdinalIgnoreCase) && path.EndsWith("/events", StringComparison.OrdinalIgnoreCase));
}

/// <summary>Makes the contexts of requests. The host's log writes a request's query before the first middleware runs; only here it is early enough.</summary>
internal sealed class TokenHidingContextFactory(IHttpContextFactory inner) : IHttpContextFactory
{
    public HttpContext Create(IFeatureCollection featureCollection)
    {
        QueryTokens.Hide(featureCollection);
        return inner.Create(featureCollection);
    }

    public void Dispose(HttpContext httpContext) => inner.Dispose(httpContext);
}
