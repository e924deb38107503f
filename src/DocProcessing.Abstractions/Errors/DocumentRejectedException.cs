namespace DocProcessing;

/// <summary>The document itself cannot be processed. Its job ends <see cref="JobStatus.Rejected"/> and is never retried.</summary>
/// <param name="reason">A stable code out of <see cref="RejectionReasons"/>, or the host's own in snake_case.</param>
/// <param name="message">What is wrong with the document, for its owner.</param>
/// <param name="innerException">What the parser said. It reaches the log only.</param>
public sealed class DocumentRejectedException(string reason, string message, Exception? innerException = null)
    : DocumentProcessingException(ErrorCategory.Unprocessable, reason, message, innerException);

/// <summary>Why a document was rejected.</summary>
public static class RejectionReasons
{
    /// <summary>It has no bytes, or no content at all.</summary>
    public const string Empty = "empty";

    /// <summary>It needs a password, or is encrypted otherwise.</summary>
    public const string Encrypted = "encrypted";

    /// <summary>It is broken: cut off, or not what its format allows.</summary>
    public const string Damaged = "damaged";

    /// <summary>Nobody here handles its type.</summary>
    public const string UnsupportedType = "unsupported_type";

    /// <summary>Its content is of another type than was declared.</summary>
    public const string TypeMismatch = "type_mismatch";

    /// <summary>It unpacks to far more than its size.</summary>
    public const string ArchiveBomb = "archive_bomb";

    /// <summary>It is nested deeper, or is more complex, than is safe to parse.</summary>
    public const string TooComplex = "too_complex";

    /// <summary>A scanner found malware.</summary>
    public const string Malware = "malware";

    /// <summary>It is larger than allowed.</summary>
    public const string TooLarge = "too_large";

    /// <summary>Its name cannot be used.</summary>
    public const string InvalidName = "invalid_name";
}
