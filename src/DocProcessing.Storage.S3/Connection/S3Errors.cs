using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.S3;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace DocProcessing.S3;

/// <summary>Turns what the SDK says into the storage slot's errors. Their messages reach clients: they name no address, bucket or key id.</summary>
internal static class S3Errors
{
    // What the store says of a request that was good, and had best be sent again.
    private static readonly HashSet<string> Passing = ["RequestTimeout", "SlowDown", "OperationAborted", "BadDigest", "XAmzContentSHA256Mismatch", "IncompleteBody", "InternalError", "ServiceUnavailable"];

    /// <summary>Tells whether the same call may well succeed in a moment.</summary>
    public static bool IsPassing(Exception exception) => exception switch
    {
        AmazonServiceException { ErrorCode: { } code } when Passing.Contains(code) => true,
        AmazonServiceException { StatusCode: HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError } => true,

        // Without a status there was no answer, and the cause is inside.
        AmazonServiceException { StatusCode: 0, InnerException: { } inner } => IsPassing(inner),
        TimeoutRejectedException or HttpRequestException or IOException or SocketException or TimeoutException => true,
        WebException => true,

        // Our caller's own cancellation never comes here.
        OperationCanceledException => true,
        _ => false,
    };

    public static bool Is(Exception exception, string code) => exception is AmazonServiceException { ErrorCode: { } said } && said == code;

    /// <summary>Tells whether the store has no such object. An answer to HEAD has no body, and so no code.</summary>
    public static bool IsAbsent(Exception exception) =>
        Is(exception, "NoSuchKey") || exception is AmazonS3Exception { StatusCode: HttpStatusCode.NotFound, ErrorCode: null or "" or "NotFound" };

    /// <summary>Tells whether the store has no such multipart upload. Ceph says that the key is not there.</summary>
    public static bool IsNoUpload(Exception exception) => Is(exception, "NoSuchUpload") || Is(exception, "NoSuchKey");

    public static DocumentProcessingException Translate(string action, Exception exception, TimeSpan retryAfter) => exception switch
    {
        DocumentProcessingException known => known,
        BrokenCircuitException { RetryAfter: { } rest } => Unavailable(action, exception, rest),
        BrokenCircuitException => Unavailable(action, exception, retryAfter),
        _ when IsPassing(exception) => Unavailable(action, exception, retryAfter),
        AmazonServiceException { ErrorCode: { Length: > 0 } code } => new StorageException($"Storage could not {action}: {code}.", exception),
        _ => new StorageException($"Storage could not {action}.", exception),
    };

    private static StorageUnavailableException Unavailable(string action, Exception cause, TimeSpan retryAfter) =>
        new($"Storage could not {action} for now.", cause) { RetryAfter = TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling(retryAfter.TotalSeconds))) };
}
