using DocProcessing.Access;

namespace DocProcessing.RateLimiting;

/// <summary>What a request counts as.</summary>
internal enum RequestKind
{
    Request,
    Upload,
}

/// <summary>On an endpoint: what its requests count as.</summary>
internal sealed record CountsAs(RequestKind Kind);

/// <summary>Lets a user's requests pass until the limit of their kind.</summary>
internal sealed class RequestLimits(CallerReader callers, IOptions<RateLimitOptions> options, TimeProvider clock)
{
    private readonly SlidingWindows _requests = new(clock, TimeSpan.FromMinutes(1));
    private readonly SlidingWindows _uploads = new(clock, TimeSpan.FromMinutes(1));

    public void Take(HttpContext context, RequestKind kind) =>
        Take(kind, callers.Find(context.User)?.UserId is { } user ? "u:" + user : "a:" + context.Connection.RemoteIpAddress);

    public void Take(Caller caller, RequestKind kind) => Take(kind, "u:" + caller.UserId);

    private void Take(RequestKind kind, string key)
    {
        var (windows, limit, what) = kind == RequestKind.Upload
            ? (_uploads, options.Value.UploadsPerMinute, "uploads")
            : (_requests, options.Value.RequestsPerMinute, "requests");
        if (limit > 0 && windows.TryTake(key, limit) is { } wait)
        {
            throw Reached($"No more than {limit} {what} a minute.", wait);
        }
    }

    public static DocumentProcessingException Reached(string message, TimeSpan wait) =>
        new(ErrorCategory.LimitReached, ErrorCodes.RateLimited, message) { RetryAfter = wait };
}
