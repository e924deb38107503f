namespace DocProcessing.Extraction.Formats;

/// <summary>
/// Decides what an exception out of a parser means. Parsers meet a broken document with exceptions of any type, from a null reference to an overflow,
/// and a second attempt meets the same bytes: so whatever is not the machine's trouble is the document's.
/// </summary>
internal static class ParserFault
{
    public static DocumentRejectedException? TryTranslate(Exception exception) => exception switch
    {
        OperationCanceledException or DocumentProcessingException => null,
        OutOfMemoryException or UnauthorizedAccessException => null,
        InsufficientExecutionStackException => new(RejectionReasons.TooComplex, "The document is nested deeper than is safe to read.", exception),
        EndOfStreamException => Damaged(exception),
        IOException => null,
        _ => Damaged(exception),
    };

    private static DocumentRejectedException Damaged(Exception exception) =>
        new(RejectionReasons.Damaged, "The document is damaged: it is cut off, or breaks the rules of its format.", exception);
}
