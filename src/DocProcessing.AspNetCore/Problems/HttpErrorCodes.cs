namespace DocProcessing;

/// <summary>The stable codes of errors that only HTTP knows; the rest are in <see cref="ErrorCodes"/>.</summary>
public static class HttpErrorCodes
{
    /// <summary>There is no such route (404).</summary>
    public const string RouteNotFound = "route_not_found";

    /// <summary>The route does not take this method (405).</summary>
    public const string MethodNotAllowed = "method_not_allowed";

    /// <summary>The body's media type is not the one that the route takes (415).</summary>
    public const string UnsupportedMediaType = "unsupported_media_type";

    /// <summary>The body is larger than the route takes (413).</summary>
    public const string RequestTooLarge = "request_too_large";

    /// <summary>One form field is larger than fields may be (413).</summary>
    public const string FieldTooLarge = "field_too_large";

    /// <summary>The body ended before it should; nothing of it was recorded (400).</summary>
    public const string RequestIncomplete = "request_incomplete";

    /// <summary>The route speaks WebSocket only (426).</summary>
    public const string WebSocketRequired = "websocket_required";

    /// <summary>The user has as many live connections open as are allowed (429).</summary>
    public const string TooManyConnections = "too_many_connections";

    /// <summary>Nobody foresaw this; the host's log tells more (500).</summary>
    public const string InternalError = "internal_error";
}
