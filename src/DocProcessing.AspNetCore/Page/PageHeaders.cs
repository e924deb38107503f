using Microsoft.Net.Http.Headers;

namespace DocProcessing.Page;

/// <summary>What a browser may do with the page: run the page's own files and call the page's own host, and nothing else.</summary>
internal static class PageHeaders
{
    public static ValueTask<object?> AddAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var (request, headers) = (invocation.HttpContext.Request, invocation.HttpContext.Response.Headers);
        var socketPort = request.HttpContext.RequestServices.GetRequiredService<IOptions<WebSocketSettings>>().Value.Port;
        headers.ContentSecurityPolicy =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; worker-src 'self'; "
            + $"connect-src {string.Join(' ', ConnectSources(request.Host, socketPort))}; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.Append(HeaderNames.Vary, HeaderNames.Host);
        return next(invocation);
    }

    // Not every browser takes 'self' for sockets, too. The host's name comes from the client: only a plain one gets into a header.
    private static IEnumerable<string> ConnectSources(HostString host, int? socketPort)
    {
        yield return "'self'";
        if (Uri.CheckHostName(host.Host.Trim('[', ']')) == UriHostNameType.Unknown)
        {
            yield break;
        }

        foreach (var address in socketPort is { } port ? [host, new HostString(host.Host, port)] : new[] { host })
        {
            yield return $"ws://{address.ToUriComponent()}";
            yield return $"wss://{address.ToUriComponent()}";
        }
    }
}
