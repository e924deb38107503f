using DocProcessing.Documents;

namespace DocProcessing.Problems;

/// <summary>An error as a client sees it.</summary>
internal sealed record Problem(int Status, string Code, string Detail)
{
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Gets the Content-Range header of a range that lies outside.</summary>
    public string? ContentRange { get; init; }

    public IReadOnlyDictionary<string, object?> Details { get; init; } = new Dictionary<string, object?>();

    /// <summary>Makes a problem of an exception. What was not thrown on purpose tells a client nothing but that it happened.</summary>
    public static Problem Of(Exception exception) => exception switch
    {
        InvalidPartsException parts => Of(parts) with { Details = new Dictionary<string, object?> { ["missing_parts"] = parts.PartNumbers } },
        RangeNotSatisfiableException range => Of(range) with { Status = StatusCodes.Status416RangeNotSatisfiable, ContentRange = $"bytes */{range.Length}" },
        DocumentProcessingException known => Of(known),
        BadHttpRequestException request => OfStatus(request.StatusCode),
        _ => OfStatus(StatusCodes.Status500InternalServerError),
    };

    /// <summary>Makes a problem of a status that came without a body: from routing, authentication or the server.</summary>
    public static Problem OfStatus(int status) => status switch
    {
        StatusCodes.Status400BadRequest => new(status, ErrorCodes.InvalidRequest, "The request is malformed, or a value in its path or query is not what it must be."),
        StatusCodes.Status401Unauthorized => new(status, ErrorCodes.Unauthenticated, "A valid bearer token is needed."),
        StatusCodes.Status403Forbidden => new(status, ErrorCodes.Forbidden, "The token's role may not do this."),
        StatusCodes.Status404NotFound => new(status, HttpErrorCodes.RouteNotFound, "There is no such route."),
        StatusCodes.Status405MethodNotAllowed => new(status, HttpErrorCodes.MethodNotAllowed, "The route does not take this method."),
        StatusCodes.Status408RequestTimeout => new(status, HttpErrorCodes.RequestIncomplete, "The body arrived too slowly, or stopped. Nothing of it was recorded; send it again."),
        StatusCodes.Status413PayloadTooLarge => new(status, HttpErrorCodes.RequestTooLarge, "The body is larger than this route takes."),
        StatusCodes.Status415UnsupportedMediaType => new(status, HttpErrorCodes.UnsupportedMediaType, "The body's media type is not the one that this route takes."),
        StatusCodes.Status426UpgradeRequired => new(status, HttpErrorCodes.WebSocketRequired, "This route speaks WebSocket only."),
        < StatusCodes.Status500InternalServerError => new(status, ErrorCodes.InvalidRequest, "The request cannot be served."),
        _ => new(status, HttpErrorCodes.InternalError, "Something went wrong here; the request may be tried again."),
    };

    private static Problem Of(DocumentProcessingException exception)
    {
        var status = StatusOf(exception.Category);
        return new Problem(status, exception.Code, exception.Message)
        {
            RetryAfter = exception.RetryAfter ?? DefaultRetryAfter(exception.Category),
            Details = exception.Details,
        };
    }

    private static int StatusOf(ErrorCategory category) => category switch
    {
        ErrorCategory.Invalid => StatusCodes.Status400BadRequest,
        ErrorCategory.Forbidden => StatusCodes.Status403Forbidden,
        ErrorCategory.NotFound => StatusCodes.Status404NotFound,
        ErrorCategory.Conflict => StatusCodes.Status409Conflict,
        ErrorCategory.Gone => StatusCodes.Status410Gone,
        ErrorCategory.TooLarge => StatusCodes.Status413PayloadTooLarge,
        ErrorCategory.UnsupportedType => StatusCodes.Status415UnsupportedMediaType,
        ErrorCategory.Unprocessable => StatusCodes.Status422UnprocessableEntity,
        ErrorCategory.Busy => StatusCodes.Status423Locked,
        ErrorCategory.LimitReached => StatusCodes.Status429TooManyRequests,
        ErrorCategory.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };

    private static TimeSpan? DefaultRetryAfter(ErrorCategory category) => category switch
    {
        ErrorCategory.Busy => TimeSpan.FromSeconds(1),
        ErrorCategory.Unavailable => TimeSpan.FromSeconds(5),
        ErrorCategory.LimitReached => TimeSpan.FromSeconds(30),
        _ => null,
    };
}
