using DocProcessing.Validation;
using Microsoft.Extensions.Options;

namespace DocProcessing.Uploads;

/// <summary>What can be known to be wrong with a document before its bytes arrive, and the size of its parts.</summary>
internal sealed class UploadRules(IOptions<UploadOptions> options, IDocumentStorage storage, ContentTypes contentTypes)
{
    private const long PartSizeStep = 64 << 10;

    private const int MaxDocumentTypeLength = 64;

    /// <summary>Checks and cleans what a client says of a document.</summary>
    public NewDocument Require(NewDocument document)
    {
        var name = FileNames.Require(document.FileName);
        var contentType = ContentTypes.Normalize(document.ContentType);
        if (document.FileSize is { } size)
        {
            RequireSize(size);
        }

        if (!contentTypes.IsAccepted(contentType, name))
        {
            throw new DocumentProcessingException(
                ErrorCategory.UnsupportedType, ErrorCodes.TypeNotAllowed, $"Documents of type '{contentType}' are not accepted here.");
        }

        if (document.DocumentType is { Length: > MaxDocumentTypeLength })
        {
            throw new DocumentProcessingException(
                ErrorCategory.Invalid, ErrorCodes.InvalidRequest, $"document_type has more than {MaxDocumentTypeLength} characters.");
        }

        return document with { FileName = name, ContentType = contentType };
    }

    public void RequireSize(long size)
    {
        if (size <= 0)
        {
            throw new DocumentProcessingException(ErrorCategory.Unprocessable, ErrorCodes.EmptyFile, "The file has no bytes.");
        }

        if (size > options.Value.MaxDocumentBytes)
        {
            throw new DocumentProcessingException(
                ErrorCategory.TooLarge, ErrorCodes.FileTooLarge, $"The file has {size} bytes; at most {options.Value.MaxDocumentBytes} are accepted.");
        }
    }

    /// <summary>Chooses the part size: as configured, larger for a file that would have too many parts, and within what the store accepts.</summary>
    public long PartSizeFor(long fileSize)
    {
        var limits = storage.Limits;
        var needed = (fileSize + limits.MaxParts - 1) / limits.MaxParts;
        var rounded = (needed + PartSizeStep - 1) / PartSizeStep * PartSizeStep;
        var size = Math.Max(Math.Max(options.Value.PartSizeBytes, rounded), limits.MinPartSize);
        return size <= limits.MaxPartSize
            ? size
            : throw new DocumentProcessingException(
                ErrorCategory.TooLarge, ErrorCodes.FileTooLarge, $"The store takes at most {limits.MaxParts} parts of {limits.MaxPartSize} bytes.");
    }
}
