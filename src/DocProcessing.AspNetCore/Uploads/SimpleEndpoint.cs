using DocProcessing.Access;

namespace DocProcessing.Uploads;

/// <summary>Takes a whole document in one request.</summary>
internal sealed class SimpleEndpoint(IUploadService uploads, CallerReader callers, IOptions<UploadOptions> options, IOptions<HttpApiOptions> http, TimeProvider clock)
{
    private static readonly string[] Known = ["filename", "file_size", "content_type", "document_type", "processing_options", "priority"];

    public async Task HandleAsync(HttpContext context)
    {
        var cancellationToken = context.RequestAborted;
        var caller = callers.Read(context);
        var threshold = options.Value.SimpleUploadMaxBytes;
        BodyLimit.Announce(context, long.MaxValue);
        if (context.Request.ContentLength > threshold + MultipartForm.Overhead)
        {
            throw TooLarge(threshold);
        }

        using var form = MultipartForm.Open(context.Request, http.Value.BodyStallTimeout, clock);
        var file = await form.NextFileAsync(cancellationToken) ?? throw RequestErrors.Invalid("The file field file is missing.");
        var document = Describe(form, file);
        var content = file.With(threshold, () => TooLarge(threshold), token => RequireNothingAfterAsync(form, token));
        var job = await uploads.UploadAsync(caller, document, content, cancellationToken);
        context.Response.Headers.Location = HttpApiPaths.Job(job.Id);
        await TypedResults.Json(UploadViews.Accepted(job), HttpJson.Wire.AcceptedResponse, statusCode: StatusCodes.Status202Accepted).ExecuteAsync(context);
    }

    private static NewDocument Describe(MultipartForm form, FormFile file) => new()
    {
        FileName = form["filename"] ?? file.FileName ?? throw RequestErrors.Invalid("The file has no name: give it in its part's Content-Disposition, or as filename."),
        FileSize = null,
        ContentType = DocumentFields.Text(form["content_type"] ?? file.ContentType, "content_type"),
        DocumentType = DocumentFields.Text(form["document_type"], "document_type"),
        Options = DocumentFields.Options(form["processing_options"]),
        Priority = DocumentFields.Priority(form["priority"]),
    };

    // Read before the document is known to be whole: once it is, its job is submitted, and what comes then would be ignored in silence.
    private static async Task RequireNothingAfterAsync(MultipartForm form, CancellationToken cancellationToken)
    {
        await form.ReadToEndAsync(cancellationToken);
        if (form.FieldsAfterFile.FirstOrDefault(Known.Contains) is { } late)
        {
            throw RequestErrors.Invalid($"The field {late} comes after the file. Send the fields first, or in the query string.");
        }
    }

    private static DocumentProcessingException TooLarge(long threshold) => new(
        ErrorCategory.TooLarge,
        ErrorCodes.UseChunkedUpload,
        $"The file is larger than {threshold} bytes. Upload it in chunks: POST {HttpApiPaths.Documents}/upload/initiate.")
    {
        Details = new Dictionary<string, object?> { ["max_bytes"] = threshold, ["initiate"] = HttpApiPaths.Documents + "/upload/initiate" },
    };
}
