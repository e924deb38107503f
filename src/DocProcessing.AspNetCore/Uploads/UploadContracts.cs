using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DocProcessing.Uploads;

/// <summary>What initiate takes.</summary>
internal sealed record InitiateRequest
{
    [JsonPropertyName("filename"), Description("The file's name.")]
    public string? FileName { get; init; }

    [JsonPropertyName("file_size"), Description("The file's size in bytes.")]
    public long? FileSize { get; init; }

    [JsonPropertyName("content_type"), Description("The media type.")]
    public string? ContentType { get; init; }

    [JsonPropertyName("document_type"), Description("The client's own word for the kind of document.")]
    public string? DocumentType { get; init; }

    [JsonPropertyName("processing_options"), Description("An object: reuse_results, language, max_pages, and scalar values for the host's own stages.")]
    public JsonElement? ProcessingOptions { get; init; }

    [JsonPropertyName("priority"), Description("low, normal, high or critical.")]
    public string? Priority { get; init; }
}

internal sealed record InitiateResponse(
    [property: JsonPropertyName("upload_id")] string UploadId,
    [property: JsonPropertyName("job_id")] string JobId,
    [property: JsonPropertyName("document_id")] string DocumentId,
    [property: JsonPropertyName("chunk_size"), Description("The size in bytes of every chunk but the last.")] long ChunkSize,
    [property: JsonPropertyName("total_parts")] int TotalParts,
    [property: JsonPropertyName("expires_at")] DateTimeOffset ExpiresAt,
    [property: JsonPropertyName("status")] UploadStatus Status);

/// <summary>What presign takes.</summary>
internal sealed record LinkPartsRequest
{
    [JsonPropertyName("parts"), Description("The parts to be sent to the store.")]
    public IReadOnlyList<PartToLinkRequest>? Parts { get; init; }
}

internal sealed record PartToLinkRequest
{
    [JsonPropertyName("part_number"), Description("The part, from 1.")]
    public int? PartNumber { get; init; }

    [JsonPropertyName("chunk_hash"), Description("The part's MD5 (32 hex digits), which the store then verifies.")]
    public string? ChunkHash { get; init; }
}

internal sealed record LinkPartsResponse(
    [property: JsonPropertyName("upload_id")] string UploadId,
    [property: JsonPropertyName("parts")] IReadOnlyList<LinkedPartView> Parts);

internal sealed record LinkedPartView(
    [property: JsonPropertyName("part_number")] int PartNumber,
    [property: JsonPropertyName("method")] string Method,
    [property: JsonPropertyName("url"), Description("The address, permission included. Keep it secret.")] string Url,
    [property: JsonPropertyName("headers"), Description("The headers to send exactly as they are.")] IReadOnlyDictionary<string, string> Headers,
    [property: JsonPropertyName("expires_at")] DateTimeOffset? ExpiresAt);

internal sealed record ChunkResponse(
    [property: JsonPropertyName("upload_id")] string UploadId,
    [property: JsonPropertyName("part_number")] int PartNumber,
    [property: JsonPropertyName("size"), Description("Bytes on record for this part.")] long Size,
    [property: JsonPropertyName("etag")] string ETag,
    [property: JsonPropertyName("received_parts"), Description("How many parts are on record.")] int ReceivedParts,
    [property: JsonPropertyName("total_parts")] int TotalParts,
    [property: JsonPropertyName("progress"), Description("From 0 to 100.")] double Progress);

internal sealed record AcceptedResponse(
    [property: JsonPropertyName("job_id")] string JobId,
    [property: JsonPropertyName("document_id")] string DocumentId,
    [property: JsonPropertyName("status")] JobStatus Status);

internal sealed record UploadStatusResponse(
    [property: JsonPropertyName("upload_id")] string UploadId,
    [property: JsonPropertyName("job_id")] string JobId,
    [property: JsonPropertyName("document_id")] string DocumentId,
    [property: JsonPropertyName("status")] UploadStatus Status,
    [property: JsonPropertyName("filename")] string FileName,
    [property: JsonPropertyName("file_size")] long FileSize,
    [property: JsonPropertyName("chunk_size")] long ChunkSize,
    [property: JsonPropertyName("total_parts")] int TotalParts,
    [property: JsonPropertyName("received_parts"), Description("The numbers of the parts on record, ascending.")] IReadOnlyList<int> ReceivedParts,
    [property: JsonPropertyName("missing_parts"), Description("The numbers of the parts still to be sent, ascending.")] IReadOnlyList<int> MissingParts,
    [property: JsonPropertyName("bytes_received")] long BytesReceived,
    [property: JsonPropertyName("progress"), Description("From 0 to 100.")] double Progress,
    [property: JsonPropertyName("created_at")] DateTimeOffset CreatedAt,
    [property: JsonPropertyName("expires_at")] DateTimeOffset ExpiresAt);

internal sealed record CancelUploadResponse(
    [property: JsonPropertyName("upload_id")] string UploadId,
    [property: JsonPropertyName("job_id")] string JobId,
    [property: JsonPropertyName("status")] UploadStatus Status);

internal sealed record ActiveUploadsResponse([property: JsonPropertyName("uploads")] IReadOnlyList<ActiveUpload> Uploads);

internal sealed record ActiveUpload(
    [property: JsonPropertyName("upload_id")] string UploadId,
    [property: JsonPropertyName("job_id")] string JobId,
    [property: JsonPropertyName("document_id")] string DocumentId,
    [property: JsonPropertyName("status")] UploadStatus Status,
    [property: JsonPropertyName("filename")] string FileName,
    [property: JsonPropertyName("file_size")] long FileSize,
    [property: JsonPropertyName("chunk_size")] long ChunkSize,
    [property: JsonPropertyName("total_parts")] int TotalParts,
    [property: JsonPropertyName("received_parts"), Description("How many parts are on record.")] int ReceivedParts,
    [property: JsonPropertyName("bytes_received")] long BytesReceived,
    [property: JsonPropertyName("progress"), Description("From 0 to 100.")] double Progress,
    [property: JsonPropertyName("created_at")] DateTimeOffset CreatedAt,
    [property: JsonPropertyName("expires_at")] DateTimeOffset ExpiresAt);
