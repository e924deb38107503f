using System.Net;
using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;

namespace DocProcessing.S3;

/// <summary>Objects of the bucket: looked up, listed, read and deleted.</summary>
internal sealed class S3Objects(S3Bucket bucket, S3Requests requests, S3Calls calls, TimeProvider clock, Microsoft.Extensions.Options.IOptions<S3StorageOptions> options)
{
    public Task<StoredObject?> StatAsync(ObjectKey key, CancellationToken cancellationToken) => calls.RunAsync(
        "look an object up",
        async token =>
        {
            try
            {
                var head = await bucket.Client.GetObjectMetadataAsync(requests.Head(bucket.KeyOf(key)), token);
                return Describe(key, head.ContentLength, head.ETag, head.LastModified);
            }
            catch (AmazonS3Exception exception) when (S3Errors.IsAbsent(exception))
            {
                return null;
            }
        },
        cancellationToken);

    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? next = null;
        do
        {
            var request = new ListObjectsV2Request { BucketName = bucket.Name, Prefix = bucket.PrefixOf(prefix), ContinuationToken = next };
            var page = await calls.RunAsync("list objects", token => bucket.Client.ListObjectsV2Async(request, token), cancellationToken);

            // The SDK has null for none.
            foreach (var found in page.S3Objects ?? [])
            {
                if (bucket.TryParse(found.Key, out var key))
                {
                    yield return Describe(key, found.Size ?? 0, found.ETag, found.LastModified);
                }
            }

            next = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (next is not null);
    }

    public Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken) =>
        calls.RunAsync("delete an object", token => bucket.Client.DeleteObjectAsync(bucket.Name, bucket.KeyOf(key), token), cancellationToken);

    public async Task<Stream> OpenReadAsync(ObjectKey key, ByteRange? range, CancellationToken cancellationToken)
    {
        if (range is { Length: <= 0 })
        {
            // A range of no bytes cannot be said in HTTP; but the object must be there.
            return await StatAsync(key, cancellationToken) is null ? throw new ObjectNotFoundException(key) : Stream.Null;
        }

        var first = range?.Offset ?? 0;
        var last = range is { } asked && asked.Length <= long.MaxValue - asked.Offset ? asked.Offset + asked.Length - 1 : long.MaxValue;
        var opened = await OpenAsync(key, first, last, null, cancellationToken);
        return opened is null ? Stream.Null : new ResumingStream(this, key, opened, last, options.Value.RequestTimeout, clock);
    }

    /// <summary>Opens an object from a position on.</summary>
    /// <param name="key">The object.</param>
    /// <param name="first">The first byte.</param>
    /// <param name="last">The last byte; <see cref="long.MaxValue"/> for the object's end.</param>
    /// <param name="etag">The content that it must still be, as the store said it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The bytes; <see langword="null"/> when the object ends before the first one.</returns>
    public Task<OpenedObject?> OpenAsync(ObjectKey key, long first, long last, string? etag, CancellationToken cancellationToken) => calls.RunAsync(
        "read an object",
        async token =>
        {
            var request = requests.Get(bucket.KeyOf(key));
            request.EtagToMatch = etag;
            if (first > 0 || last < long.MaxValue)
            {
                request.ByteRange = last < long.MaxValue ? new Amazon.S3.Model.ByteRange(first, last) : new Amazon.S3.Model.ByteRange($"bytes={first}-");
            }

            try
            {
                return new OpenedObject(await bucket.Client.GetObjectAsync(request, token), first);
            }
            catch (AmazonS3Exception exception) when (S3Errors.IsAbsent(exception))
            {
                throw new ObjectNotFoundException(key);
            }
            catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                return null;
            }
        },
        cancellationToken);

    // Listings tell the time in milliseconds and headers in seconds: the same object must look the same in both.
    private static StoredObject Describe(ObjectKey key, long length, string etag, DateTime? modified) =>
        new(key, length, etag.Trim('"'), DateTimeOffset.FromUnixTimeSeconds(new DateTimeOffset(modified?.ToUniversalTime() ?? DateTime.UnixEpoch).ToUnixTimeSeconds()));
}

/// <summary>The store's answer to a read.</summary>
/// <param name="Answer">The bytes and what they are of.</param>
/// <param name="First">The position of the first byte.</param>
internal sealed record OpenedObject(GetObjectResponse Answer, long First);
