using System.Globalization;

namespace DocProcessing.Uploads;

/// <summary>The fields of a chunk, as far as they are known.</summary>
internal static class ChunkFields
{
    public static bool NamePart(MultipartForm form) => form["upload_id"] is not null && form["part_number"] is not null;

    /// <summary>Finds the upload's id, if it has come and can be one.</summary>
    public static UploadId? FindUploadId(MultipartForm form) => DocProcessing.UploadId.TryParse(form["upload_id"], null, out var id) ? id : null;

    public static UploadId UploadId(MultipartForm form) =>
        form["upload_id"] is { } text
            ? RequestErrors.ParseId<UploadId>(text, ErrorCodes.UploadNotFound, "upload")
            : throw RequestErrors.Invalid("The field upload_id is missing.");

    public static int PartNumber(MultipartForm form) =>
        Whole(form, "part_number") ?? throw RequestErrors.Invalid("The field part_number is missing.");

    public static Checksum? Hash(MultipartForm form) =>
        form["chunk_hash"] is not { } text ? null
        : Checksum.TryParse(text, out var checksum) ? checksum
        : throw RequestErrors.Invalid("chunk_hash is 32 hex digits (MD5) or 64 (SHA-256).");

    public static void RequireSameTotal(MultipartForm form, int totalParts)
    {
        if (Whole(form, "total_parts") is { } told && told != totalParts)
        {
            throw new DocumentProcessingException(ErrorCategory.Unprocessable, ErrorCodes.PartOutOfRange, $"The upload has {totalParts} parts, not {told}.");
        }
    }

    private static int? Whole(MultipartForm form, string name) =>
        form[name] is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value
        : throw RequestErrors.Invalid($"{name} is not a whole number.");
}
