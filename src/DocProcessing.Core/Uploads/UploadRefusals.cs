namespace DocProcessing.Uploads;

/// <summary>What an upload session's status does not allow, in words for its client.</summary>
internal static class UploadRefusals
{
    public static UploadSession RequirePart(UploadSession session, int partNumber) =>
        partNumber >= 1 && partNumber <= session.TotalParts
            ? session
            : throw new DocumentProcessingException(
                ErrorCategory.Unprocessable, ErrorCodes.PartOutOfRange, $"Part {partNumber} is not between 1 and {session.TotalParts}.");

    public static void RequireAll(UploadSession session, IReadOnlyList<StoredPart> parts)
    {
        if (parts.Count < session.TotalParts)
        {
            var there = parts.Select(part => part.Number).ToHashSet();
            throw MissingParts([.. Enumerable.Range(1, session.TotalParts).Where(number => !there.Contains(number))]);
        }
    }

    public static DocumentProcessingException MissingParts(IReadOnlyList<int> numbers) =>
        new(ErrorCategory.Conflict, ErrorCodes.MissingParts, $"{numbers.Count} parts are missing; send them and complete again.")
        {
            Details = new Dictionary<string, object?> { ["missing_parts"] = numbers },
        };

    public static UploadSession RequireNotGone(UploadSession session) => session.Status switch
    {
        UploadStatus.Cancelled => throw new DocumentProcessingException(ErrorCategory.Gone, ErrorCodes.UploadCancelled, "The upload was cancelled."),
        UploadStatus.Expired => throw new DocumentProcessingException(ErrorCategory.Gone, ErrorCodes.UploadExpired, "The upload was abandoned and has expired."),
        _ => session,
    };

    public static UploadSession RequireOpen(UploadSession session) => RequireNotGone(session).Status switch
    {
        UploadStatus.Open => session,
        UploadStatus.Completed => throw new DocumentProcessingException(
            ErrorCategory.Conflict, ErrorCodes.UploadCompleted, "The upload is complete and takes no more parts."),
        _ => throw new DocumentProcessingException(
            ErrorCategory.Conflict, ErrorCodes.UploadNotFound, "The upload is not open yet: initiate it again with the same idempotency key."),
    };

    public static DocumentProcessingException NotFound() =>
        new(ErrorCategory.NotFound, ErrorCodes.UploadNotFound, "There is no such upload.");
}
