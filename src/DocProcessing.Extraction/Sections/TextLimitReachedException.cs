namespace DocProcessing.Extraction;

/// <summary>Ends a parser early, wherever it stands: the text so far is the result.</summary>
internal sealed class TextLimitReachedException() : Exception("The text is longer than is kept.");
