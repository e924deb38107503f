using System.Text.Json;
using DocProcessing.Access;
using DocProcessing.RateLimiting;

namespace DocProcessing.Uploads;

/// <summary>Starts an upload in chunks.</summary>
internal sealed class InitiateEndpoint(IUploadService uploads, CallerReader callers, SessionAllowances allowances)
{
    public const string IdempotencyHeader = "Idempotency-Key";

    private const int MaxBodyBytes = 64 << 10;
    private const int MaxKeyLength = 255;

    public async Task HandleAsync(HttpContext context)
    {
        var caller = callers.Read(context);
        var document = Describe(await ReadAsync(context));
        var session = await uploads.InitiateAsync(caller, document, KeyOf(context.Request), context.RequestAborted);
        allowances.Remember(caller, session);
        context.Response.Headers.Location = HttpApiPaths.UploadStatus(session.Id);
        await TypedResults.Json(UploadViews.Initiated(session), HttpJson.Wire.InitiateResponse, statusCode: StatusCodes.Status201Created).ExecuteAsync(context);
    }

    private static async Task<InitiateRequest> ReadAsync(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
        {
            throw new DocumentProcessingException(ErrorCategory.UnsupportedType, HttpErrorCodes.UnsupportedMediaType, "This route takes application/json.");
        }

        BodyLimit.Enforce(context, MaxBodyBytes);
        try
        {
            return await context.Request.ReadFromJsonAsync(HttpJson.Wire.InitiateRequest, context.RequestAborted)
                ?? throw RequestErrors.Invalid("The body is not a JSON object.");
        }
        catch (JsonException exception)
        {
            throw RequestErrors.Invalid($"The body is not the JSON that is wanted, at {exception.Path ?? "$"}.", exception);
        }
    }

    private static NewDocument Describe(InitiateRequest request) => new()
    {
        FileName = request.FileName ?? throw RequestErrors.Invalid("filename is missing."),
        FileSize = request.FileSize ?? throw RequestErrors.Invalid("file_size is missing."),
        ContentType = DocumentFields.Text(request.ContentType, "content_type"),
        DocumentType = DocumentFields.Text(request.DocumentType, "document_type"),
        Options = DocumentFields.Options(request.ProcessingOptions),
        Priority = DocumentFields.Priority(request.Priority),
    };

    private static string? KeyOf(HttpRequest request)
    {
        var key = request.Headers[IdempotencyHeader].ToString();
        return key.Length == 0 ? null
            : key.Length <= MaxKeyLength && key.All(character => character is >= '!' and <= '~') ? key
            : throw RequestErrors.Invalid($"{IdempotencyHeader} has up to {MaxKeyLength} printable ASCII characters.");
    }
}
