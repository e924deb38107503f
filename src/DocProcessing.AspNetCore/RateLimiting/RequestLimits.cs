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
internal sealed class RequestLimits(CallerReader callers, IOptions<RateLimitOptions> options, IRateCounters counters)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    public ValueTask TakeAsync(HttpContext context, RequestKind kind) => callers.Find(context.User)?.UserId is { } user
        ? TakeAsync(kind, "u:", user, context.RequestAborted)
        : TakeAsync(kind, "a:", context.Connection.RemoteIpAddress?.ToString(), context.RequestAborted);

    public ValueTask TakeAsync(Caller caller, RequestKind kind, CancellationToken cancellationToken) => TakeAsync(kind, "u:", caller.UserId, cancellationToken);

    private ValueTask TakeAsync(RequestKind kind, string prefix, string? name, CancellationToken cancellationToken)
    {
        var (limit, what) = kind == RequestKind.Upload ? (options.Value.UploadsPerMinute, "uploads:") : (options.Value.RequestsPerMinute, "requests:");
        if (limit <= 0)
        {
            return ValueTask.CompletedTask;
        }

        var taking = counters.TryTakeAsync(string.Concat(what, prefix, name), limit, Window, cancellationToken);
        if (!taking.IsCompletedSuccessfully)
        {
            return RequireAsync(taking, kind, limit);
        }

        return taking.Result is { } wait ? throw Reached(kind, limit, wait) : ValueTask.CompletedTask;
    }

    private static async ValueTask RequireAsync(ValueTask<TimeSpan?> taking, RequestKind kind, int limit)
    {
        if (await taking is { } wait)
        {
            throw Reached(kind, limit, wait);
        }
    }

    private static DocumentProcessingException Reached(RequestKind kind, int limit, TimeSpan wait) =>
        Reached($"No more than {limit} {(kind == RequestKind.Upload ? "uploads" : "requests")} a minute.", wait);

    public static DocumentProcessingException Reached(string message, TimeSpan wait) =>
        new(ErrorCategory.LimitReached, ErrorCodes.RateLimited, message) { RetryAfter = wait };
}
