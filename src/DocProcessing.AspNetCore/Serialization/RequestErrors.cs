namespace DocProcessing;

/// <summary>Makes the errors of requests that are not understood.</summary>
internal static class RequestErrors
{
    public static DocumentProcessingException Invalid(string message, Exception? cause = null) =>
        new(ErrorCategory.Invalid, ErrorCodes.InvalidRequest, message, cause);

    public static DocumentProcessingException TooLarge(string code, string message) => new(ErrorCategory.TooLarge, code, message);

    public static DocumentProcessingException Incomplete(Exception? cause = null) =>
        new(ErrorCategory.Invalid, HttpErrorCodes.RequestIncomplete, "The body ended before it should. Nothing of it was recorded; send it again.", cause);

    /// <summary>Reads an id out of a path. Text that cannot be an id names nothing that exists.</summary>
    public static TId ParseId<TId>(string? text, string code, string what)
        where TId : struct, IIdentifier<TId> =>
        TId.TryParse(text, null, out var id) ? id : throw new DocumentProcessingException(ErrorCategory.NotFound, code, $"There is no such {what}.");

    /// <summary>Checks that a number of the query lies within its limits.</summary>
    public static int Within(int? value, int least, int most, int fallback, string name) =>
        value is null ? fallback
        : value >= least && value <= most ? value.Value
        : throw Invalid($"{name} goes from {least} to {most}.");
}
