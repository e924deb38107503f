namespace DocProcessing;

/// <summary>Where the endpoints are, below the path at which they are mapped.</summary>
internal static class HttpApiPaths
{
    public const string Documents = "/api/v1/documents";
    public const string Sockets = "/api/v1/ws";

    // The host's own endpoint, by the contract's path: its errors look like the others.
    private const string Metrics = "/metrics";

    /// <summary>Tells whether a request is for this package: by its endpoint when routing found one, by its path when not.</summary>
    public static bool IsOurs(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<HttpApiMarker>() is not null || IsOurs(context.Request.Path.Value);

    public static bool IsOurs(string? path) => path is not null && (path == Metrics || Holds(path, Documents) || Holds(path, Sockets));

    public static string Job(JobId id) => $"{Documents}/jobs/{id}";

    public static string UploadStatus(UploadId id) => $"{Documents}/upload/status/{id}";

    // Not only at the start: the host may have mapped the endpoints below a group of its own.
    private static bool Holds(string path, string route)
    {
        var at = path.IndexOf(route, StringComparison.OrdinalIgnoreCase);
        return at >= 0 && (at + route.Length == path.Length || path[at + route.Length] == '/');
    }
}

/// <summary>Marks the endpoints of this package.</summary>
internal sealed class HttpApiMarker;
