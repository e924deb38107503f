namespace DocProcessing;

/// <summary>The stable codes of errors. Clients decide by them, so they do not change.</summary>
public static class ErrorCodes
{
    /// <summary>The request is not understood; the message says where.</summary>
    public const string InvalidRequest = "invalid_request";

    /// <summary>The caller's role may not do this.</summary>
    public const string Forbidden = "forbidden";

    /// <summary>The upload is unknown, or another user's.</summary>
    public const string UploadNotFound = "upload_not_found";

    /// <summary>The upload was cancelled.</summary>
    public const string UploadCancelled = "upload_cancelled";

    /// <summary>The upload was abandoned for too long.</summary>
    public const string UploadExpired = "upload_expired";

    /// <summary>The upload is complete and takes no more parts.</summary>
    public const string UploadCompleted = "upload_completed";

    /// <summary>The user has as many open uploads as are allowed.</summary>
    public const string TooManyUploads = "too_many_uploads";

    /// <summary>The same idempotency key came with another request.</summary>
    public const string IdempotencyConflict = "idempotency_conflict";

    /// <summary>The file is larger than allowed.</summary>
    public const string FileTooLarge = "file_too_large";

    /// <summary>The file is too large for one request; initiate an upload.</summary>
    public const string UseChunkedUpload = "use_chunked_upload";

    /// <summary>The file has no bytes.</summary>
    public const string EmptyFile = "empty_file";

    /// <summary>The file name cannot be used.</summary>
    public const string InvalidFileName = "invalid_filename";

    /// <summary>The declared type is not accepted.</summary>
    public const string TypeNotAllowed = "type_not_allowed";

    /// <summary>The part number is not between 1 and the number of parts.</summary>
    public const string PartOutOfRange = "part_out_of_range";

    /// <summary>The part has another length than it must have.</summary>
    public const string PartLengthMismatch = "part_length_mismatch";

    /// <summary>The part's bytes do not have the hash that was sent with them.</summary>
    public const string ChecksumMismatch = "checksum_mismatch";

    /// <summary>This host wants a hash with every part.</summary>
    public const string ChecksumRequired = "checksum_required";

    /// <summary>Another request is writing this part.</summary>
    public const string PartBusy = "part_busy";

    /// <summary>This host gives no links to its store.</summary>
    public const string LinksNotOffered = "links_not_offered";

    /// <summary>Parts are missing; <c>missing_parts</c> lists them.</summary>
    public const string MissingParts = "missing_parts";

    /// <summary>The job is unknown, or another user's.</summary>
    public const string JobNotFound = "job_not_found";

    /// <summary>The job's status does not allow this.</summary>
    public const string JobStatusConflict = "job_status_conflict";

    /// <summary>The document is unknown, deleted, or another user's.</summary>
    public const string DocumentNotFound = "document_not_found";

    /// <summary>The document is not processed far enough for this.</summary>
    public const string DocumentNotReady = "document_not_ready";

    /// <summary>A requested byte range lies outside the content.</summary>
    public const string RangeNotSatisfiable = "range_not_satisfiable";

    /// <summary>Too many requests in a minute.</summary>
    public const string RateLimited = "rate_limited";

    /// <summary>The token is missing, malformed, expired or not to be trusted.</summary>
    public const string Unauthenticated = "unauthenticated";

    /// <summary>The store refused an operation.</summary>
    public const string StorageError = "storage_error";

    /// <summary>The store is out of reach for now.</summary>
    public const string StorageUnavailable = "storage_unavailable";

    /// <summary>The state store is out of reach for now.</summary>
    public const string StateUnavailable = "state_unavailable";

    /// <summary>There is no such object in storage.</summary>
    public const string ObjectNotFound = "object_not_found";

    /// <summary>Storage knows no such multipart upload.</summary>
    public const string MultipartNotFound = "multipart_not_found";

    /// <summary>A stage took longer than it may.</summary>
    public const string StageTimeout = "stage_timeout";

    /// <summary>The whole job took longer than it may.</summary>
    public const string JobTimeout = "job_timeout";

    /// <summary>The job was started too often without coming to an end: it kills its workers.</summary>
    public const string DeliveryLimit = "delivery_limit";

    /// <summary>A stage failed in a way that nobody foresaw.</summary>
    public const string StageFailed = "stage_failed";

    /// <summary>An extraction process died or used more memory than it may.</summary>
    public const string ExtractorCrashed = "extractor_crashed";
}
