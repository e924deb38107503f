using DocProcessing.Access;

namespace DocProcessing.Uploads;

/// <summary>Gives links by which a client sends parts to the store itself.</summary>
internal sealed class LinkPartsEndpoint(IUploadService uploads, CallerReader callers)
{
    private const int MaxBodyBytes = 64 << 10;
    private const int MaxParts = 500;

    public async Task HandleAsync(HttpContext context, UploadId uploadId)
    {
        var caller = callers.Read(context);
        var parts = Read(await JsonBody.ReadAsync(context, HttpJson.Wire.LinkPartsRequest, MaxBodyBytes));
        var links = await uploads.LinkPartsAsync(caller, uploadId, parts, context.RequestAborted);

        // Whoever has a link has its permission: no cache may keep it.
        context.Response.Headers.CacheControl = "no-store";
        await TypedResults.Json(UploadViews.Links(uploadId, links), HttpJson.Wire.LinkPartsResponse).ExecuteAsync(context);
    }

    private static List<PartToLink> Read(LinkPartsRequest request)
    {
        if (request.Parts is not { Count: > 0 and <= MaxParts } parts)
        {
            throw RequestErrors.Invalid($"parts lists from 1 to {MaxParts} parts.");
        }

        return [.. parts.Select(part => new PartToLink(part.PartNumber ?? throw RequestErrors.Invalid("part_number is missing."), HashOf(part.ChunkHash)))];
    }

    private static Checksum? HashOf(string? text) => text switch
    {
        null or "" => null,
        _ when Checksum.TryParse(text, out var hash) && hash.Algorithm == ChecksumAlgorithm.Md5 => hash,
        _ => throw RequestErrors.Invalid("chunk_hash is an MD5 here: 32 hex digits, which the store verifies."),
    };
}
