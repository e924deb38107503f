namespace DocProcessing.Client.Http;

/// <summary>The host's stable codes that this client acts on.</summary>
internal static class Codes
{
    public const string RequestIncomplete = "request_incomplete";
    public const string ChecksumMismatch = "checksum_mismatch";
    public const string MissingParts = "missing_parts";
    public const string UploadNotFound = "upload_not_found";
    public const string UploadExpired = "upload_expired";
    public const string UploadCancelled = "upload_cancelled";
    public const string UploadCompleted = "upload_completed";
    public const string IdempotencyConflict = "idempotency_conflict";
    public const string JobNotFound = "job_not_found";
    public const string JobStatusConflict = "job_status_conflict";
    public const string DocumentNotFound = "document_not_found";
}
