namespace DocProcessing.S3;

/// <summary>The store does not do what the options ask of it.</summary>
internal sealed class S3CapabilityException(string message, Exception? innerException = null) : Exception(message, innerException);
