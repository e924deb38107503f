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
        var document = Describe(await JsonBody.ReadAsync(context, HttpJson.Wire.InitiateRequest, MaxBodyBytes));
        var session = await uploads.InitiateAsync(caller, document, KeyOf(context.Request), context.RequestAborted);
        allowances.Remember(caller, session);
        context.Response.Headers.Location = HttpApiPaths.UploadStatus(session.Id);
        await TypedResults.Json(UploadViews.Initiated(session), HttpJson.Wire.InitiateResponse, statusCode: StatusCodes.Status201Created).ExecuteAsync(context);
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
