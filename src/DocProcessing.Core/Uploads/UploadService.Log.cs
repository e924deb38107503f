using Microsoft.Extensions.Logging;

namespace DocProcessing.Uploads;

internal sealed partial class UploadService
{
    [LoggerMessage(100, LogLevel.Information, "Upload {UploadId} of job {JobId} started: {Bytes} bytes in {Parts} parts")]
    private partial void LogInitiated(UploadId uploadId, JobId jobId, long bytes, int parts);

    [LoggerMessage(101, LogLevel.Information, "Upload {UploadId} is complete; job {JobId} is submitted with {Bytes} bytes")]
    private partial void LogSubmitted(UploadId uploadId, JobId jobId, long bytes);

    [LoggerMessage(102, LogLevel.Warning, "Upload {UploadId} has {Count} parts that storage no longer holds whole; they must be sent again")]
    private partial void LogPartsInvalid(UploadId uploadId, int count);
}
