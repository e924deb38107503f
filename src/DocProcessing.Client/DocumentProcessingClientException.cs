using System.Net;
using System.Text.Json;

namespace DocProcessing.Client;

/// <summary>A call did not succeed: the host refused it, or could not be reached.</summary>
public sealed class DocumentProcessingClientException : Exception
{
    /// <summary>The <see cref="Code"/> of a host that cannot be reached, or whose answer was lost.</summary>
    public const string Unreachable = "unreachable";

    internal DocumentProcessingClientException(string message, HttpStatusCode? status, string code, Exception? cause = null)
        : base(message, cause) => (Status, Code) = (status, code);

    /// <summary>Gets the HTTP status; <see langword="null"/> when no answer came.</summary>
    public HttpStatusCode? Status { get; }

    /// <summary>Gets the host's stable code for the error, such as <c>file_too_large</c>.</summary>
    public string Code { get; }

    /// <summary>Gets how long the host asks to wait before the same is sent again.</summary>
    public TimeSpan? RetryAfter { get; internal init; }

    /// <summary>Gets all that the host told, as problem details (RFC 9457).</summary>
    public JsonElement? Problem { get; internal init; }

    /// <summary>Gets the parts that the host misses, where that is what it told.</summary>
    public IReadOnlyList<int> MissingParts { get; internal init; } = [];

    /// <summary>Gets a value indicating whether the same call may succeed later.</summary>
    public bool IsTransient => Status switch
    {
        null or HttpStatusCode.RequestTimeout or HttpStatusCode.Locked or HttpStatusCode.TooManyRequests => true,
        HttpStatusCode.NotImplemented or HttpStatusCode.HttpVersionNotSupported => false,
        >= HttpStatusCode.InternalServerError => true,
        _ => Code is Http.Codes.RequestIncomplete or Http.Codes.ChecksumMismatch,
    };

    /// <summary>Gets a value indicating whether nobody knows if the host did what was asked.</summary>
    internal bool IsAnswerLost => Status is null or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout;
}
