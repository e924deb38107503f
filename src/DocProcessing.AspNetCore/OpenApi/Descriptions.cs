namespace DocProcessing.OpenApi;

/// <summary>On an endpoint: the statuses with which it fails.</summary>
internal sealed record FailsWith(IReadOnlyList<int> Statuses);

/// <summary>On an endpoint: a header that it reads.</summary>
internal sealed record RequestHeader(string Name, string Description);

/// <summary>On an endpoint: it answers with something other than JSON.</summary>
internal sealed record OtherBody(int Status, string Description, params string[] ContentTypes)
{
    public static OtherBody EventStream { get; } = new(200, "The events, each a job_progress message with its sequence as id. 204 when nothing is left to come.", "text/event-stream");

    public static OtherBody Bytes { get; } = new(200, "The bytes, as an attachment. 206 for a range, 304 for a known ETag.", "application/octet-stream");

    public static OtherBody Text { get; } = new(200, "The text.", "text/plain", "application/x-ndjson");
}

/// <summary>Describes endpoints in few words.</summary>
internal static class Descriptions
{
    public static RouteHandlerBuilder Describe(this RouteHandlerBuilder builder, string id, string summary, string? description = null)
    {
        builder.WithName(id).WithSummary(summary);
        return description is null ? builder : builder.WithDescription(description);
    }

    public static RouteHandlerBuilder Fails(this RouteHandlerBuilder builder, params int[] statuses) => builder.WithMetadata(new FailsWith(statuses));
}
