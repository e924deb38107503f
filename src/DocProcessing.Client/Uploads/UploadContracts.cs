using System.Text.Json.Serialization;

namespace DocProcessing.Client;

/// <summary>Where an upload is.</summary>
public enum UploadStatus
{
    /// <summary>On record, but it takes no parts yet.</summary>
    Initiating,

    /// <summary>It takes parts.</summary>
    Open,

    /// <summary>All is there; its job is submitted.</summary>
    Completed,

    /// <summary>Its owner cancelled it.</summary>
    Cancelled,

    /// <summary>It was abandoned for too long.</summary>
    Expired,
}

/// <summary>An upload that has begun.</summary>
/// <param name="UploadId">The upload.</param>
/// <param name="JobId">The job that the document will have.</param>
/// <param name="DocumentId">The document.</param>
/// <param name="ChunkSize">The size in bytes of every part but the last.</param>
/// <param name="TotalParts">The number of parts.</param>
/// <param name="ExpiresAt">When it ends as abandoned.</param>
/// <param name="Status">Where it is.</param>
public sealed record UploadSession(string UploadId, string JobId, string DocumentId, long ChunkSize, int TotalParts, DateTimeOffset ExpiresAt, UploadStatus Status);

/// <summary>What the host has of an upload.</summary>
public sealed record UploadState
{
    /// <summary>Gets the upload's id.</summary>
    public required string UploadId { get; init; }

    /// <summary>Gets the id of its job.</summary>
    public required string JobId { get; init; }

    /// <summary>Gets the id of its document.</summary>
    public required string DocumentId { get; init; }

    /// <summary>Gets where it is.</summary>
    public required UploadStatus Status { get; init; }

    /// <summary>Gets the file's name.</summary>
    [JsonPropertyName("filename")]
    public string FileName { get; init; } = string.Empty;

    /// <summary>Gets the file's size in bytes.</summary>
    public long FileSize { get; init; }

    /// <summary>Gets the size in bytes of every part but the last.</summary>
    public long ChunkSize { get; init; }

    /// <summary>Gets the number of parts.</summary>
    public int TotalParts { get; init; }

    /// <summary>Gets the numbers of the parts that are there, ascending.</summary>
    public IReadOnlyList<int> ReceivedParts { get; init; } = [];

    /// <summary>Gets the numbers of the parts that are missing, ascending.</summary>
    public IReadOnlyList<int> MissingParts { get; init; } = [];

    /// <summary>Gets how many bytes are there.</summary>
    public long BytesReceived { get; init; }

    /// <summary>Gets how much is there, from 0 to 100.</summary>
    public double Progress { get; init; }

    /// <summary>Gets when it began.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Gets when it ends as abandoned.</summary>
    public DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>One of the caller's uploads that takes parts.</summary>
/// <param name="UploadId">The upload.</param>
/// <param name="JobId">Its job.</param>
/// <param name="DocumentId">Its document.</param>
/// <param name="Status">Where it is.</param>
/// <param name="FileName">The file's name.</param>
/// <param name="FileSize">The file's size in bytes.</param>
/// <param name="TotalParts">The number of parts.</param>
/// <param name="ReceivedParts">How many parts are there.</param>
/// <param name="BytesReceived">How many bytes are there.</param>
/// <param name="Progress">From 0 to 100.</param>
/// <param name="CreatedAt">When it began.</param>
/// <param name="ExpiresAt">When it ends as abandoned.</param>
public sealed record ActiveUpload(
    string UploadId,
    string JobId,
    string DocumentId,
    UploadStatus Status,
    [property: JsonPropertyName("filename")] string FileName,
    long FileSize,
    int TotalParts,
    int ReceivedParts,
    long BytesReceived,
    double Progress,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt);

/// <summary>What the host answers when a document is there.</summary>
/// <param name="JobId">The job that works on it.</param>
/// <param name="DocumentId">The document.</param>
/// <param name="Status">Where the job is.</param>
public sealed record UploadReceipt(string JobId, string DocumentId, JobStatus Status);

internal sealed record ActiveUploads(IReadOnlyList<ActiveUpload> Uploads);

internal sealed record CancelledUpload(string UploadId);

internal sealed record ChunkReceipt(int PartNumber);

internal sealed record InitiateRequest
{
    [JsonPropertyName("filename")]
    public required string FileName { get; init; }

    public required long FileSize { get; init; }

    public string? ContentType { get; init; }

    public string? DocumentType { get; init; }

    public JobPriority Priority { get; init; }

    public IReadOnlyDictionary<string, string>? ProcessingOptions { get; init; }
}
