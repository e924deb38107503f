using System.Text.Json.Serialization;

namespace DocProcessing;

/// <summary>Where an upload session stands. <see cref="UploadStatusTable"/> says which status may follow which.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<UploadStatus>))]
public enum UploadStatus
{
    /// <summary>Recorded, but storage has not yet been asked.</summary>
    [JsonStringEnumMemberName("initiating")]
    Initiating,

    /// <summary>Takes parts.</summary>
    [JsonStringEnumMemberName("open")]
    Open,

    /// <summary>Joined; its job is submitted.</summary>
    [JsonStringEnumMemberName("completed")]
    Completed,

    /// <summary>Its owner cancelled it.</summary>
    [JsonStringEnumMemberName("cancelled")]
    Cancelled,

    /// <summary>Abandoned for too long.</summary>
    [JsonStringEnumMemberName("expired")]
    Expired,
}

/// <summary>The upload session's state machine: one table.</summary>
public static class UploadStatusTable
{
    private static readonly Dictionary<UploadStatus, UploadStatus[]> Next = new()
    {
        [UploadStatus.Initiating] = [UploadStatus.Open, UploadStatus.Completed, UploadStatus.Cancelled, UploadStatus.Expired],
        [UploadStatus.Open] = [UploadStatus.Completed, UploadStatus.Cancelled, UploadStatus.Expired],
        [UploadStatus.Completed] = [],
        [UploadStatus.Cancelled] = [],
        [UploadStatus.Expired] = [],
    };

    /// <summary>Tells whether a status may follow another.</summary>
    /// <param name="from">The present status.</param>
    /// <param name="to">The next one.</param>
    /// <returns><see langword="true"/> when the table allows it.</returns>
    public static bool Allows(UploadStatus from, UploadStatus to) => Next[from].Contains(to);

    /// <summary>Tells whether a session in this status takes no more parts.</summary>
    /// <param name="status">The status.</param>
    /// <returns><see langword="true"/> for completed, cancelled and expired.</returns>
    public static bool IsTerminal(this UploadStatus status) => Next[status].Length == 0;
}

/// <summary>One upload: initiate, upload parts, complete or cancel.</summary>
/// <remarks>Immutable: a change is a new record, written by compare-and-set on <see cref="Version"/>. Its parts are recorded beside it.</remarks>
public sealed record UploadSession
{
    /// <summary>Gets the session's id.</summary>
    public required UploadId Id { get; init; }

    /// <summary>Gets the job that was made with it.</summary>
    public required JobId JobId { get; init; }

    /// <summary>Gets the document's id.</summary>
    public required DocumentId DocumentId { get; init; }

    /// <summary>Gets the user who uploads.</summary>
    public required string Owner { get; init; }

    /// <summary>Gets where the session stands.</summary>
    public required UploadStatus Status { get; init; }

    /// <summary>Gets the document's name, without any directory.</summary>
    public required string FileName { get; init; }

    /// <summary>Gets the document's size in bytes. 0 in a session made for a single request of unknown length.</summary>
    public required long FileSize { get; init; }

    /// <summary>Gets the size of every part but the last, in bytes.</summary>
    public required long PartSize { get; init; }

    /// <summary>Gets the number of parts; 0 in a session made for a single request.</summary>
    public required int TotalParts { get; init; }

    /// <summary>Gets where the document will be stored.</summary>
    public required ObjectKey ContentKey { get; init; }

    /// <summary>Gets storage's id for the multipart upload, once storage has given one.</summary>
    public string? StorageUploadId { get; init; }

    /// <summary>Gets the client's token that makes initiate repeatable.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Gets a hash of the request that came with the token, so that another request is told from a repeated one.</summary>
    public string? RequestHash { get; init; }

    /// <summary>Gets when the session was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Gets when it expires unless a part arrives.</summary>
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Gets whether what a cancelled or expired session had in storage is gone.</summary>
    public bool BytesReleased { get; init; }

    /// <summary>Gets the record's version, from 1: a write names the version it saw.</summary>
    public long Version { get; init; } = 1;
}

/// <summary>What the recorded parts of a session add up to.</summary>
/// <param name="Parts">The number of parts on record.</param>
/// <param name="Bytes">Their bytes together.</param>
public readonly record struct ReceivedParts(int Parts, long Bytes);
