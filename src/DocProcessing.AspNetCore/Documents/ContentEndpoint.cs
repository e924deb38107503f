using System.Globalization;
using DocProcessing.Access;
using Microsoft.Net.Http.Headers;

namespace DocProcessing.Documents;

/// <summary>Sends a document's bytes, whole or a range of them, always as a download: a document is never a page of this site.</summary>
internal sealed class ContentEndpoint(IDocumentService documents, CallerReader callers)
{
    private const string UnknownType = "application/octet-stream";

    public async Task HandleAsync(HttpContext context, DocumentId id)
    {
        var caller = callers.Read(context);
        var found = await documents.FindContentAsync(caller, id, context.RequestAborted);
        var etag = TagOf(found);
        DescribeCaching(context.Response, etag);
        if (IsKnown(context.Request, etag))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var range = RangeOf(context.Request, found, etag);
        Describe(context.Response, found, range);
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        await using var content = await documents.OpenContentAsync(caller, id, range, context.RequestAborted);
        await content.Content.CopyToAsync(context.Response.Body, 128 << 10, context.RequestAborted);
    }

    private static ByteRange? RangeOf(HttpRequest request, StoredContent found, EntityTagHeaderValue etag)
    {
        var length = found.Stored.Length;
        return length == 0 || !RequestedRange.IsAsked(request) || !RequestedRange.IsStillValid(request, etag)
            ? null
            : RequestedRange.Resolve(request, length) ?? throw new RangeNotSatisfiableException(length);
    }

    private static void DescribeCaching(HttpResponse response, EntityTagHeaderValue etag)
    {
        var headers = response.GetTypedHeaders();
        headers.ETag = etag;
        headers.CacheControl = new CacheControlHeaderValue { Private = true, NoCache = true };
        response.Headers.AcceptRanges = "bytes";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
    }

    private static void Describe(HttpResponse response, StoredContent found, ByteRange? range)
    {
        var headers = response.GetTypedHeaders();
        headers.ContentDisposition = Attachment(found.Job.FileName);
        headers.LastModified = found.Stored.LastModified;
        response.ContentType = TypeOf(found.Job);
        response.ContentLength = range?.Length ?? found.Stored.Length;
        if (range is { } part)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = RequestedRange.ContentRange(part, found.Stored.Length);
        }
    }

    private static bool IsKnown(HttpRequest request, EntityTagHeaderValue etag) =>
        EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out var known)
        && known.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(etag, useStrongComparison: false));

    private static EntityTagHeaderValue TagOf(StoredContent found) => new($"\"{found.Stored.ETag.Trim('"')}\"");

    private static ContentDispositionHeaderValue Attachment(string fileName)
    {
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(fileName);
        return disposition;
    }

    private static string TypeOf(Job job) =>
        MediaTypeHeaderValue.TryParse(job.DetectedContentType ?? job.ContentType, out var type) && type is { MatchesAllSubTypes: false, MatchesAllTypes: false } ? type.ToString() : UnknownType;
}

/// <summary>A range lies outside the content (416): the one error whose header the categories do not know.</summary>
internal sealed class RangeNotSatisfiableException(long length)
    : DocumentProcessingException(ErrorCategory.Unprocessable, ErrorCodes.RangeNotSatisfiable, string.Create(CultureInfo.InvariantCulture, $"The content has {length} bytes."))
{
    public long Length { get; } = length;
}
