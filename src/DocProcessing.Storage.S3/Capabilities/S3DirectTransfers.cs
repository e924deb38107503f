using System.Globalization;
using System.Net.Http.Headers;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Options;

namespace DocProcessing.S3;

/// <summary>Pre-signed requests. They are computed here, without asking the store.</summary>
internal sealed class S3DirectTransfers(S3Bucket bucket, TimeProvider clock, IOptions<S3StorageOptions> options) : IDirectTransfers
{
    public async Task<DirectRequest> LinkPartAsync(MultipartUpload upload, int partNumber, Checksum? md5, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(upload);
        cancellationToken.ThrowIfCancellationRequested();
        var request = Request(upload.Key, HttpVerb.PUT);
        (request.UploadId, request.PartNumber) = (upload.Id, partNumber);
        var headers = new Dictionary<string, string>();
        if (md5 is not null)
        {
            headers["Content-MD5"] = request.Headers.ContentMD5 = ContentMd5.Of(md5);
        }

        // Signed, so that nobody sends more or less than the part.
        var length = upload.LengthOf(partNumber);
        request.Headers.ContentLength = length;
        headers["Content-Length"] = length.ToString(CultureInfo.InvariantCulture);
        return await SignAsync(request, headers);
    }

    public async Task<DirectRequest> LinkContentAsync(ObjectKey key, string fileName, string contentType, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (options.Value.CdnBaseAddress is { } network)
        {
            return new DirectRequest("GET", new Uri($"{network.AbsoluteUri.TrimEnd('/')}/{bucket.KeyOf(key)}"), new Dictionary<string, string>(), null);
        }

        var request = Request(key, HttpVerb.GET);
        request.ResponseHeaderOverrides = new ResponseHeaderOverrides
        {
            // Always as a download: a document is never a page of the store's site.
            ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileNameStar = fileName }.ToString(),
            ContentType = contentType,
        };
        return await SignAsync(request, []);
    }

    private GetPreSignedUrlRequest Request(ObjectKey key, HttpVerb verb) => new()
    {
        BucketName = bucket.Name,
        Key = bucket.KeyOf(key),
        Verb = verb,
        Protocol = bucket.IsSecure ? Protocol.HTTPS : Protocol.HTTP,
    };

    private async Task<DirectRequest> SignAsync(GetPreSignedUrlRequest request, Dictionary<string, string> headers)
    {
        var expires = clock.GetUtcNow() + options.Value.LinkLifetime;
        request.Expires = expires.UtcDateTime;
        return new DirectRequest(request.Verb.ToString(), new Uri(await bucket.Client.GetPreSignedURLAsync(request)), headers, expires);
    }
}
