using System.ComponentModel;
using System.Text.Json.Serialization;

namespace DocProcessing.Jobs;

internal sealed record JobView
{
    [JsonPropertyName("job_id")]
    public required string JobId { get; init; }

    [JsonPropertyName("document_id")]
    public required string DocumentId { get; init; }

    [JsonPropertyName("owner"), Description("The user who uploaded the document.")]
    public required string Owner { get; init; }

    [JsonPropertyName("status")]
    public required JobStatus Status { get; init; }

    [JsonPropertyName("priority")]
    public required JobPriority Priority { get; init; }

    [JsonPropertyName("filename")]
    public required string FileName { get; init; }

    [JsonPropertyName("file_size"), Description("In bytes; 0 until it is known.")]
    public required long FileSize { get; init; }

    [JsonPropertyName("content_type")]
    public required string ContentType { get; init; }

    [JsonPropertyName("document_type")]
    public string? DocumentType { get; init; }

    [JsonPropertyName("stage"), Description("The stage that runs or runs next.")]
    public string? Stage { get; init; }

    [JsonPropertyName("progress"), Description("From 0 to 100.")]
    public required double Progress { get; init; }

    [JsonPropertyName("attempt"), Description("The run of the stage, from 1.")]
    public required int Attempt { get; init; }

    [JsonPropertyName("completed_stages")]
    public required IReadOnlyList<string> CompletedStages { get; init; }

    [JsonPropertyName("cancel_requested")]
    public required bool CancelRequested { get; init; }

    [JsonPropertyName("error")]
    public JobErrorView? Error { get; init; }

    [JsonPropertyName("warnings")]
    public required IReadOnlyList<JobWarningView> Warnings { get; init; }

    [JsonPropertyName("reused_from"), Description("The document whose results were reused.")]
    public string? ReusedFrom { get; init; }

    [JsonPropertyName("created_at")]
    public required DateTimeOffset CreatedAt { get; init; }

    [JsonPropertyName("submitted_at")]
    public DateTimeOffset? SubmittedAt { get; init; }

    [JsonPropertyName("started_at")]
    public DateTimeOffset? StartedAt { get; init; }

    [JsonPropertyName("finished_at")]
    public DateTimeOffset? FinishedAt { get; init; }

    [JsonPropertyName("not_before"), Description("The time before which the next attempt does not start.")]
    public DateTimeOffset? NotBefore { get; init; }
}

internal sealed record JobErrorView(
    [property: JsonPropertyName("code")] string Code,
    [property: JsonPropertyName("stage")] string? Stage,
    [property: JsonPropertyName("attempt")] int Attempt,
    [property: JsonPropertyName("retryable")] bool Retryable,
    [property: JsonPropertyName("message")] string Message);

internal sealed record JobWarningView(
    [property: JsonPropertyName("code")] string Code,
    [property: JsonPropertyName("message")] string Message);

internal sealed record JobListResponse(
    [property: JsonPropertyName("jobs")] IReadOnlyList<JobView> Jobs,
    [property: JsonPropertyName("next_cursor"), Description("What to ask with for the next page; absent on the last.")] string? NextCursor);

internal sealed record HistoryResponse(
    [property: JsonPropertyName("job_id")] string JobId,
    [property: JsonPropertyName("events")] IReadOnlyList<ProgressView> Events);

/// <summary>One step of a job's way: the data of a progress message, and an entry of its history.</summary>
internal sealed record ProgressView
{
    [JsonPropertyName("sequence"), Description("The event's number in its job, from 1.")]
    public required long Sequence { get; init; }

    [JsonPropertyName("status")]
    public required JobStatus Status { get; init; }

    [JsonPropertyName("stage")]
    public string? Stage { get; init; }

    [JsonPropertyName("progress"), Description("From 0 to 100.")]
    public required double Progress { get; init; }

    [JsonPropertyName("stage_progress"), Description("From 0 to 100.")]
    public required double StageProgress { get; init; }

    [JsonPropertyName("message")]
    public string? Message { get; init; }

    [JsonPropertyName("bytes_processed")]
    public required long BytesProcessed { get; init; }

    [JsonPropertyName("total_bytes")]
    public required long TotalBytes { get; init; }

    [JsonPropertyName("attempt")]
    public required int Attempt { get; init; }

    [JsonPropertyName("timestamp")]
    public required DateTimeOffset Timestamp { get; init; }

    [JsonPropertyName("error")]
    public JobErrorView? Error { get; init; }
}
