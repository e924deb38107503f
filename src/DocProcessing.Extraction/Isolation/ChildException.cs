namespace DocProcessing.Extraction.Isolation;

/// <summary>What happened in a child process: a type and a stack, for the log.</summary>
internal sealed class ChildException(string message) : Exception(message);
