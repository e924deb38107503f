using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using DocProcessing.Jobs;

namespace DocProcessing.WebSockets;

/// <summary>What the server sends.</summary>
internal abstract record ServerMessage([property: JsonPropertyName("type"), JsonPropertyOrder(-1)] string Type);

internal sealed record ConnectedMessage(
    [property: JsonPropertyName("connection_id")] string ConnectionId,
    [property: JsonPropertyName("user_id")] string UserId,
    [property: JsonPropertyName("heartbeat_interval")] double HeartbeatInterval,
    [property: JsonPropertyName("timestamp")] DateTimeOffset Timestamp) : ServerMessage("connected");

internal sealed record SubscribedMessage(
    [property: JsonPropertyName("job_ids")] IReadOnlyList<string> JobIds,
    [property: JsonPropertyName("channels")] IReadOnlyList<string> Channels) : ServerMessage("subscribed");

internal sealed record JobProgressMessage(
    [property: JsonPropertyName("job_id")] string JobId,
    [property: JsonPropertyName("data")] ProgressView Data) : ServerMessage("job_progress");

internal sealed record JobStatusMessage(
    [property: JsonPropertyName("job_id")] string JobId,
    [property: JsonPropertyName("data")] ProgressView Data) : ServerMessage("job_status_response");

internal sealed record JobCancelledMessage(
    [property: JsonPropertyName("job_id")] string JobId,
    [property: JsonPropertyName("status")] JobStatus Status) : ServerMessage("job_cancelled");

internal sealed record NotificationSocketMessage(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("kind")] string Kind,
    [property: JsonPropertyName("job_id")] string JobId,
    [property: JsonPropertyName("document_id")] string DocumentId,
    [property: JsonPropertyName("message")] string Message,
    [property: JsonPropertyName("timestamp")] DateTimeOffset Timestamp) : ServerMessage("notification");

internal sealed record HeartbeatMessage([property: JsonPropertyName("timestamp")] DateTimeOffset Timestamp) : ServerMessage("heartbeat");

internal sealed record ErrorMessage(
    [property: JsonPropertyName("code")] string Code,
    [property: JsonPropertyName("message")] string Message,
    [property: JsonPropertyName("job_id")] string? JobId = null) : ServerMessage("error");

/// <summary>The codes of errors that only sockets know.</summary>
internal static class SocketErrors
{
    public const string InvalidMessage = "invalid_message";
    public const string MessageTooLarge = "message_too_large";
    public const string UnknownType = "unknown_type";
    public const string UnknownChannel = "unknown_channel";
    public const string UserMismatch = "user_mismatch";
    public const string SubscriptionLimit = "subscription_limit";
    public const string TooManyJobs = "too_many_jobs";
}

/// <summary>Writes messages as UTF-8.</summary>
internal static class SocketText
{
    public static ReadOnlyMemory<byte> Of<T>(T message, JsonTypeInfo<T> shape)
        where T : ServerMessage => JsonSerializer.SerializeToUtf8Bytes(message, shape);

    public static ReadOnlyMemory<byte> Of(ErrorMessage message) => Of(message, HttpJson.Wire.ErrorMessage);
}
