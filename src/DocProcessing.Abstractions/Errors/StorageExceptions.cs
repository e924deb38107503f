namespace DocProcessing;

/// <summary>The store refused; its answer is the inner exception.</summary>
/// <param name="message">What was refused.</param>
/// <param name="innerException">The driver's error.</param>
public class StorageException(string message, Exception? innerException = null)
    : DocumentProcessingException(ErrorCategory.Unavailable, ErrorCodes.StorageError, message, innerException);

/// <summary>The store is out of reach for now; the same call may go later.</summary>
/// <param name="message">What was tried.</param>
/// <param name="innerException">The driver's error.</param>
public sealed class StorageUnavailableException(string message, Exception? innerException = null)
    : DocumentProcessingException(ErrorCategory.Unavailable, ErrorCodes.StorageUnavailable, message, innerException);

/// <summary>There is no such object.</summary>
/// <param name="key">The object that was asked for.</param>
public sealed class ObjectNotFoundException(ObjectKey key)
    : DocumentProcessingException(ErrorCategory.NotFound, ErrorCodes.ObjectNotFound, $"There is no object '{key}'.");

/// <summary>A multipart upload is unknown to the store, completed or aborted.</summary>
/// <param name="key">The upload's key.</param>
public sealed class MultipartUploadNotFoundException(ObjectKey key)
    : DocumentProcessingException(ErrorCategory.NotFound, ErrorCodes.MultipartNotFound, $"There is no multipart upload for '{key}'.");

/// <summary>Parts are missing, of another version, or no longer what was stored.</summary>
/// <param name="partNumbers">The parts that must be sent again, from 1.</param>
public sealed class InvalidPartsException(IReadOnlyList<int> partNumbers)
    : DocumentProcessingException(ErrorCategory.Conflict, ErrorCodes.MissingParts, $"{partNumbers.Count} parts are missing or damaged; send them again.")
{
    /// <summary>Gets the parts that must be sent again, from 1, ascending.</summary>
    public IReadOnlyList<int> PartNumbers { get; } = partNumbers;
}

/// <summary>The state store is out of reach for now; the same call may go later.</summary>
/// <param name="message">What was tried.</param>
/// <param name="innerException">The driver's error.</param>
public sealed class StateUnavailableException(string message, Exception? innerException = null)
    : DocumentProcessingException(ErrorCategory.Unavailable, ErrorCodes.StateUnavailable, message, innerException);
