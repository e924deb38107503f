using Microsoft.AspNetCore.Http.Features;

namespace DocProcessing.Uploads;

/// <summary>Limits what a request's body may have.</summary>
internal static class BodyLimit
{
    /// <summary>Refuses a body that is announced too large, and takes the server's own limit off.</summary>
    /// <remarks>
    /// The server breaks the connection at its limit, often before the client has seen the answer. Whoever calls this reads no more than is allowed;
    /// then the server reads on for a few seconds, so that the client sees why.
    /// </remarks>
    public static void Announce(HttpContext context, long bytes)
    {
        Set(context, null);
        RefuseAnnounced(context, bytes);
    }

    /// <summary>Lets the server limit the body.</summary>
    public static void Enforce(HttpContext context, long bytes)
    {
        RefuseAnnounced(context, bytes);
        Set(context, bytes);
    }

    private static void Set(HttpContext context, long? bytes)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = bytes;
        }
    }

    private static void RefuseAnnounced(HttpContext context, long bytes)
    {
        if (context.Request.ContentLength > bytes)
        {
            throw RequestErrors.TooLarge(HttpErrorCodes.RequestTooLarge, $"The body is larger than {bytes} bytes.");
        }
    }
}
