using System.Globalization;
using System.IO.Pipelines;
using DocProcessing.Access;
using DocProcessing.RateLimiting;
using Microsoft.Net.Http.Headers;

namespace DocProcessing.Uploads;

/// <summary>Takes one chunk: parsed, hashed and written in one pass as it arrives.</summary>
internal sealed class ChunkEndpoint(
    IUploadService uploads, CallerReader callers, SessionAllowances allowances, RequestLimits limits, PartSpool spool, IOptions<UploadOptions> options,
    IOptions<HttpApiOptions> http, TimeProvider clock)
{
    private const int MaxParts = 10_000;
    private const long LeastLargestPart = 5L << 20;

    public async Task HandleAsync(HttpContext context)
    {
        var cancellationToken = context.RequestAborted;
        var caller = callers.Read(context);
        BodyLimit.Announce(context, LargestPart + MultipartForm.Overhead);
        using var form = MultipartForm.Open(context.Request, http.Value.BodyStallTimeout, clock);
        if (ChunkFields.NamePart(form))
        {
            await CountIfNamelessAsync(form, caller, cancellationToken);

            // Known before the first byte of the body: what is announced too long need not be read.
            var known = await allowances.TakeAsync(caller, ChunkFields.UploadId(form), cancellationToken);
            var length = known.LengthOf(ChunkFields.PartNumber(form));
            if (context.Request.ContentLength > length + MultipartForm.Overhead)
            {
                throw PartPump.LongerThan(length);
            }

            await ReceiveAsync(context, form, caller, known, cancellationToken);
        }
        else
        {
            await ReceiveAsync(context, form, caller, null, cancellationToken);
        }
    }

    private async Task ReceiveAsync(HttpContext context, MultipartForm form, Caller caller, UploadShape? shape, CancellationToken cancellationToken)
    {
        var file = await form.NextFileAsync(cancellationToken);
        await CountIfNamelessAsync(form, caller, cancellationToken);
        if (file is null)
        {
            throw RequestErrors.Invalid("The file field chunk_file is missing.");
        }

        if (ChunkFields.NamePart(form))
        {
            await ReceiveAsync(context, form, caller, shape, file.Content, cancellationToken);
        }
        else
        {
            await ReceiveEarlyAsync(context, form, caller, file, cancellationToken);
        }
    }

    // The file is here before its form has said which part it is.
    private async Task ReceiveEarlyAsync(HttpContext context, MultipartForm form, Caller caller, FormFile file, CancellationToken cancellationToken)
    {
        var named = ChunkFields.FindUploadId(form);
        var shape = named is { } known ? await allowances.TakeAsync(caller, known, cancellationToken) : null;
        await using var kept = await spool.KeepAsync(file, LargestPart, cancellationToken);
        await form.ReadToEndAsync(cancellationToken);
        await ReceiveAsync(context, form, caller, ChunkFields.FindUploadId(form) == named ? shape : null, PipeReader.Create(kept), cancellationToken);
    }

    private async Task ReceiveAsync(HttpContext context, MultipartForm form, Caller caller, UploadShape? shape, PipeReader content, CancellationToken cancellationToken)
    {
        var uploadId = ChunkFields.UploadId(form);
        var partNumber = ChunkFields.PartNumber(form);
        shape ??= await allowances.TakeAsync(caller, uploadId, cancellationToken);
        ChunkFields.RequireSameTotal(form, shape.TotalParts);
        await using var receiver = await uploads.ReceivePartAsync(caller, uploadId, partNumber, ChunkFields.Hash(form), cancellationToken);
        await PartPump.PumpAsync(content, receiver, cancellationToken);
        if (content is SectionReader)
        {
            await form.ReadToEndAsync(cancellationToken);
            RequireUnchanged(form, uploadId, partNumber);
            ChunkFields.RequireSameTotal(form, shape.TotalParts);
        }

        var receipt = await receiver.CommitAsync(ChunkFields.Hash(form), cancellationToken);
        context.Response.Headers[HeaderNames.ETag] = Quoted(receipt.Part.ETag);
        await TypedResults.Json(UploadViews.Received(receipt), HttpJson.Wire.ChunkResponse).ExecuteAsync(context);
    }

    // What names no upload has no session to count against.
    private ValueTask CountIfNamelessAsync(MultipartForm form, Caller caller, CancellationToken cancellationToken) =>
        ChunkFields.FindUploadId(form) is null ? limits.TakeAsync(caller, RequestKind.Request, cancellationToken) : ValueTask.CompletedTask;

    private long LargestPart =>
        Math.Max(Math.Max(options.Value.PartSizeBytes, LeastLargestPart), (options.Value.MaxDocumentBytes + MaxParts - 1) / MaxParts);

    // The bytes went to the part that the query or the fields before them named; a field after them cannot send them elsewhere.
    private static void RequireUnchanged(MultipartForm form, UploadId uploadId, int partNumber)
    {
        if (form["upload_id"] != uploadId.Value || ChunkFields.PartNumber(form) != partNumber)
        {
            throw RequestErrors.Invalid("upload_id or part_number came twice, with different values.");
        }
    }

    private static string Quoted(string etag) => string.Create(CultureInfo.InvariantCulture, $"\"{etag.Trim('"')}\"");
}
