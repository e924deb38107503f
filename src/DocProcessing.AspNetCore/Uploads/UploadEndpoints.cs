using DocProcessing.Access;
using DocProcessing.OpenApi;
using DocProcessing.RateLimiting;

namespace DocProcessing.Uploads;

internal static class UploadEndpoints
{
    public static void Map(IEndpointRouteBuilder documents)
    {
        var group = documents.MapGroup("/upload").WithTags("Uploads");

        group.MapPost("/initiate", (HttpContext context, InitiateEndpoint endpoint) => endpoint.HandleAsync(context))
            .Describe("initiate_upload", "Starts an upload in chunks.", "Creates the session and its job. Repeating it with the same Idempotency-Key answers the same session.")
            .WithMetadata(new CountsAs(RequestKind.Upload), new RequestHeader(InitiateEndpoint.IdempotencyHeader, "Makes the call repeatable."))
            .Accepts<InitiateRequest>("application/json")
            .Produces<InitiateResponse>(StatusCodes.Status201Created)
            .Fails(400, 409, 413, 415, 422, 429);

        group.MapPost("/chunk", (HttpContext context, ChunkEndpoint endpoint) => endpoint.HandleAsync(context))
            .Describe("upload_chunk", "Sends one chunk.", "Fields may come in any order and also in the query string. Sending a recorded part again with the same hash writes nothing.")
            .WithMetadata(MultipartBody.Chunk)
            .Produces<ChunkResponse>()
            .Fails(400, 404, 409, 410, 413, 415, 422, 423, 429);

        group.MapPost("/complete/{upload_id}", async (HttpContext context, string upload_id, IUploadService uploads, CallerReader callers) =>
            {
                var job = await uploads.CompleteAsync(callers.Read(context), Parse(upload_id), context.RequestAborted);
                context.Response.Headers.Location = HttpApiPaths.Job(job.Id);
                return TypedResults.Json(UploadViews.Accepted(job), HttpJson.Wire.AcceptedResponse, statusCode: StatusCodes.Status202Accepted);
            })
            .Describe("complete_upload", "Joins the parts and submits the job.", "May be repeated. While parts are missing it answers 409 and missing_parts lists them.")
            .WithMetadata(new CountsAs(RequestKind.Request))
            .Produces<AcceptedResponse>(StatusCodes.Status202Accepted)
            .Fails(404, 409, 410, 429);

        group.MapPost("/{upload_id}/presign", (HttpContext context, string upload_id, LinkPartsEndpoint endpoint) => endpoint.HandleAsync(context, Parse(upload_id)))
            .Describe("presign_parts", "Gives links by which parts go straight to the store.", "Where the host offers that. Such a part counts as received once the upload's status is asked for, or it is completed.")
            .WithMetadata(new CountsAs(RequestKind.Request))
            .Accepts<LinkPartsRequest>("application/json")
            .Produces<LinkPartsResponse>()
            .Fails(400, 404, 409, 410, 413, 415, 422, 429);

        group.MapPost("/simple", (HttpContext context, SimpleEndpoint endpoint) => endpoint.HandleAsync(context))
            .Describe("upload_simple", "Uploads a small file in one request.", "The fields come before the file, or in the query string. Larger files are uploaded in chunks.")
            .WithMetadata(new CountsAs(RequestKind.Upload), MultipartBody.Simple)
            .Produces<AcceptedResponse>(StatusCodes.Status202Accepted)
            .Fails(400, 413, 415, 422, 429);

        group.MapGet("/status/{upload_id}", async (HttpContext context, string upload_id, IUploadService uploads, CallerReader callers) =>
                TypedResults.Json(UploadViews.Status(await uploads.GetAsync(callers.Read(context), Parse(upload_id), context.RequestAborted)), HttpJson.Wire.UploadStatusResponse))
            .Describe("get_upload_status", "Tells what a client needs to resume.")
            .WithMetadata(new CountsAs(RequestKind.Request))
            .Produces<UploadStatusResponse>()
            .Fails(404, 410, 429);

        group.MapDelete("/cancel/{upload_id}", async (HttpContext context, string upload_id, IUploadService uploads, CallerReader callers) =>
                TypedResults.Json(UploadViews.Cancelled(await uploads.CancelAsync(callers.Read(context), Parse(upload_id), context.RequestAborted)), HttpJson.Wire.CancelUploadResponse))
            .Describe("cancel_upload", "Cancels an upload: its parts go, and its job ends cancelled.")
            .WithMetadata(new CountsAs(RequestKind.Request))
            .Produces<CancelUploadResponse>()
            .Fails(404, 409, 410, 429);

        group.MapGet("/active", async (HttpContext context, IUploadService uploads, CallerReader callers) =>
                TypedResults.Json(UploadViews.Active(await uploads.ListActiveAsync(callers.Read(context), context.RequestAborted)), HttpJson.Wire.ActiveUploadsResponse))
            .Describe("list_active_uploads", "Lists the caller's own uploads that take parts, newest first.")
            .WithMetadata(new CountsAs(RequestKind.Request))
            .Produces<ActiveUploadsResponse>()
            .Fails(429);
    }

    private static UploadId Parse(string text) => RequestErrors.ParseId<UploadId>(text, ErrorCodes.UploadNotFound, "upload");
}
