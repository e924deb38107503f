namespace DocProcessing;

/// <summary>An error with a stable code: the base of all that this library throws on purpose.</summary>
public class DocumentProcessingException : Exception
{
    /// <summary>Makes the error.</summary>
    /// <param name="category">Whose fault it is.</param>
    /// <param name="code">A stable code out of <see cref="ErrorCodes"/>, or the host's own in snake_case.</param>
    /// <param name="message">What is wrong and what to change, for people. It reaches the client.</param>
    /// <param name="innerException">What caused it. It reaches the log only.</param>
    public DocumentProcessingException(ErrorCategory category, string code, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        ArgumentException.ThrowIfNullOrEmpty(code);
        Category = category;
        Code = code;
    }

    /// <summary>Gets whose fault it is.</summary>
    public ErrorCategory Category { get; }

    /// <summary>Gets the stable code.</summary>
    public string Code { get; }

    /// <summary>Gets how long a caller had best wait, when the error passes by itself.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Gets facts for programs, such as <c>missing_parts</c>: they become members of the problem details.</summary>
    public IReadOnlyDictionary<string, object?> Details { get; init; } = new Dictionary<string, object?>();
}
