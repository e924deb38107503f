using System.Text.Json;
using System.Text.Json.Serialization;

namespace DocProcessing.WebSockets;

/// <summary>What a client sends.</summary>
internal sealed record ClientMessage
{
    [JsonPropertyName("type")]
    public string? Type { get; init; }

    [JsonPropertyName("job_ids")]
    public IReadOnlyList<string>? JobIds { get; init; }

    [JsonPropertyName("job_id")]
    public string? JobId { get; init; }

    [JsonPropertyName("channels")]
    public IReadOnlyList<string>? Channels { get; init; }

    /// <summary>Gets where to go on: a sequence for all of <see cref="JobIds"/>, an object of sequences by job, or a time for notifications.</summary>
    [JsonPropertyName("since")]
    public JsonElement? Since { get; init; }

    [JsonPropertyName("user_id")]
    public string? UserId { get; init; }
}

/// <summary>Where a subscription goes on.</summary>
internal static class Since
{
    public static long? Sequence(JsonElement? since, string jobId) => since switch
    {
        { ValueKind: JsonValueKind.Number } all when all.TryGetInt64(out var sequence) => sequence,
        { ValueKind: JsonValueKind.Object } each when each.TryGetProperty(jobId, out var one) && one.ValueKind == JsonValueKind.Number && one.TryGetInt64(out var sequence) => sequence,
        _ => null,
    };

    public static DateTimeOffset? Time(JsonElement? since) =>
        since is { ValueKind: JsonValueKind.String } text && text.TryGetDateTimeOffset(out var time) ? time : null;
}

/// <summary>What a connection can follow beside single jobs.</summary>
internal static class SocketChannels
{
    /// <summary>The jobs that are named; always on.</summary>
    public const string Progress = "progress";

    /// <summary>Every job of the user.</summary>
    public const string Jobs = "jobs";

    /// <summary>The user's notifications.</summary>
    public const string Notifications = "notifications";

    public static bool IsKnown(string channel) => channel is Progress or Jobs or Notifications;
}
