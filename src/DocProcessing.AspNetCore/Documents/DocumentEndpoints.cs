using DocProcessing.Access;
using DocProcessing.OpenApi;
using DocProcessing.RateLimiting;

namespace DocProcessing.Documents;

internal static class DocumentEndpoints
{
    private const int MaxQueryLength = 1000;
    private const int MaxHits = 100;
    private const int DefaultHits = 20;
    private const int MaxOffset = 10_000;

    public static void Map(IEndpointRouteBuilder documents)
    {
        var group = documents.MapGroup(string.Empty).WithTags("Documents").WithMetadata(new CountsAs(RequestKind.Request));

        group.MapGet("/search", async (HttpContext context, string? q, int? limit, int? offset, IDocumentService service, CallerReader callers) =>
            {
                var text = q is { Length: > 0 and <= MaxQueryLength } ? q : throw RequestErrors.Invalid($"q has from 1 to {MaxQueryLength} characters.");
                var hits = await service.SearchAsync(
                    callers.Read(context),
                    text,
                    RequestErrors.Within(limit, 1, MaxHits, DefaultHits, "limit"),
                    RequestErrors.Within(offset, 0, MaxOffset, 0, "offset"),
                    context.RequestAborted);
                var results = hits.Select(hit => new SearchResult(hit.DocumentId.Value, hit.FileName, hit.Score, Snippets.ToHtml(hit.Snippet), hit.Page));
                return TypedResults.Json(new SearchResponse([.. results]), HttpJson.Wire.SearchResponse);
            })
            .Describe("search_documents", "Searches the caller's own documents.", "Words that must all stand in one section, \"phrases in quotes\", and beginnings with a star.")
            .Produces<SearchResponse>()
            .Fails(400, 429);

        group.MapGet("/{document_id}", async (HttpContext context, string document_id, IDocumentService service, CallerReader callers) =>
                TypedResults.Json(DocumentView.Of(await service.GetAsync(callers.Read(context), Parse(document_id), context.RequestAborted)), HttpJson.Wire.DocumentView))
            .Describe("get_document", "Shows a document.")
            .Produces<DocumentView>()
            .Fails(404, 429);

        group.MapMethods("/{document_id}/content", [HttpMethods.Get, HttpMethods.Head], (HttpContext context, string document_id, ContentEndpoint endpoint) => endpoint.HandleAsync(context, Parse(document_id)))
            .Describe("get_document_content", "Downloads a document's bytes.", "Takes a Range of bytes, and If-Range and If-None-Match with the ETag.")
            .WithMetadata(new RequestHeader("Range", "One range of bytes."), OtherBody.Bytes)
            .Fails(404, 409, 416, 429);

        group.MapGet("/{document_id}/content/link", async (HttpContext context, string document_id, IDocumentService service, CallerReader callers) =>
            {
                var id = Parse(document_id);
                var link = await service.LinkContentAsync(callers.Read(context), id, context.RequestAborted);
                context.Response.Headers.CacheControl = "no-store";
                return TypedResults.Json(new ContentLink(id.Value, link.Method, link.Address.AbsoluteUri, link.ExpiresAt), HttpJson.Wire.ContentLink);
            })
            .Describe("link_document_content", "Gives a link by which a document's bytes come straight from the store.", "Where the host offers that.")
            .Produces<ContentLink>()
            .Fails(404, 409, 429);

        group.MapGet("/{document_id}/text", (HttpContext context, string document_id, string? format, TextEndpoint endpoint) => endpoint.HandleAsync(context, Parse(document_id), format))
            .Describe("get_document_text", "Reads the extracted text.", "As plain text, pages divided by a form feed; or with format=jsonl as one JSON object for each section.")
            .WithMetadata(OtherBody.Text)
            .Fails(400, 404, 409, 429);

        group.MapGet("/{document_id}/analysis", async (HttpContext context, string document_id, IDocumentService service, CallerReader callers) =>
            {
                var id = Parse(document_id);
                var analysis = await service.GetAnalysisAsync(callers.Read(context), id, context.RequestAborted);
                return TypedResults.Json(AnalysisView.Of(id, analysis), HttpJson.Wire.AnalysisView);
            })
            .Describe("get_document_analysis", "Reads the facts that were found in a document.")
            .Produces<AnalysisView>()
            .Fails(404, 409, 429);

        group.MapDelete("/{document_id}", async (HttpContext context, string document_id, IDocumentService service, CallerReader callers) =>
            {
                await service.DeleteAsync(callers.Read(context), Parse(document_id), context.RequestAborted);
                return TypedResults.NoContent();
            })
            .Describe("delete_document", "Deletes a document with everything that was made of it.", "A running job is refused: cancel it first.")
            .Produces(StatusCodes.Status204NoContent)
            .Fails(404, 409, 429);
    }

    private static DocumentId Parse(string text) => RequestErrors.ParseId<DocumentId>(text, ErrorCodes.DocumentNotFound, "document");
}
