using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;

namespace DocProcessing.S3;

/// <summary>Uploads in parts, as the store itself has them: started, filled, listed, joined and dropped.</summary>
internal sealed class S3Multipart(S3Bucket bucket, S3Requests requests, S3Calls calls, S3Objects objects)
{
    /// <summary>Starts an upload. When the answer is lost a second one is started, and the first is listed under the same key.</summary>
    public async Task<string> InitiateAsync(ObjectKey key, long length, string? contentType, CancellationToken cancellationToken) =>
        (await calls.RunAsync(
            "start an upload", token => bucket.Client.InitiateMultipartUploadAsync(requests.Initiate(bucket.KeyOf(key), length, contentType), token), cancellationToken)).UploadId;

    /// <summary>Stores a part; the store compares its MD5 with what arrived.</summary>
    /// <returns>The part's ETag.</returns>
    public Task<string> SendPartAsync(ObjectKey key, string uploadId, int partNumber, UploadBuffer buffer, string md5, CancellationToken cancellationToken) => calls.TransferAsync(
        "store a part",
        async token =>
        {
            try
            {
                return (await bucket.Client.UploadPartAsync(requests.Part(bucket.KeyOf(key), uploadId, partNumber, buffer, md5), token)).ETag.Trim('"');
            }
            catch (AmazonS3Exception exception) when (S3Errors.IsNoUpload(exception))
            {
                throw new MultipartUploadNotFoundException(key);
            }
        },
        cancellationToken);

    public async IAsyncEnumerable<StoredPart> ListPartsAsync(MultipartUpload upload, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(upload);
        string? next = null;
        do
        {
            var page = await ListPageAsync(upload, next, cancellationToken);
            foreach (var part in page.Parts ?? [])
            {
                if (part.PartNumber is > 0 and { } number)
                {
                    yield return new StoredPart(number, part.Size ?? 0, part.ETag.Trim('"'), null);
                }
            }

            next = page.IsTruncated == true ? $"{page.NextPartNumberMarker}" : null;
        }
        while (next is not null);
    }

    public async IAsyncEnumerable<ListedMultipartUpload> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListMultipartUploadsRequest { BucketName = bucket.Name, Prefix = bucket.PrefixOf(prefix) };
        ListMultipartUploadsResponse page;
        do
        {
            page = await calls.RunAsync("list uploads", token => bucket.Client.ListMultipartUploadsAsync(request, token), cancellationToken);
            foreach (var found in page.MultipartUploads ?? [])
            {
                if (bucket.TryParse(found.Key, out var key))
                {
                    yield return new ListedMultipartUpload(key, found.UploadId, new DateTimeOffset(found.Initiated?.ToUniversalTime() ?? DateTime.UnixEpoch));
                }
            }

            (request.KeyMarker, request.UploadIdMarker) = (page.NextKeyMarker, page.NextUploadIdMarker);
        }
        while (page.IsTruncated == true);
    }

    /// <summary>Joins the parts. What is missing or other than recorded is found first: the store's own refusal names no part.</summary>
    public async Task<StoredObject> CompleteAsync(MultipartUpload upload, IReadOnlyList<StoredPart> parts, CancellationToken cancellationToken)
    {
        try
        {
            await RequireStoredAsync(upload, parts, cancellationToken);
            await JoinAsync(upload, parts, cancellationToken);
        }
        catch (MultipartUploadNotFoundException)
        {
            // Joined by an earlier call, or by one at this moment: the key is used for no other upload.
            var joined = await objects.StatAsync(upload.Key, cancellationToken) ?? throw new MultipartUploadNotFoundException(upload.Key);
            await TagAsync(upload.Key, cancellationToken);
            return joined;
        }

        await TagAsync(upload.Key, cancellationToken);
        return await objects.StatAsync(upload.Key, cancellationToken) ?? throw new ObjectNotFoundException(upload.Key);
    }

    public Task AbortAsync(ObjectKey key, string uploadId, CancellationToken cancellationToken) => uploadId.Length == 0 ? Task.CompletedTask : calls.RunAsync(
        "drop an upload",
        async token =>
        {
            try
            {
                await bucket.Client.AbortMultipartUploadAsync(bucket.Name, bucket.KeyOf(key), uploadId, token);
            }
            catch (AmazonS3Exception exception) when (S3Errors.IsNoUpload(exception))
            {
                // Gone already.
            }

            return true;
        },
        cancellationToken);

    private async Task RequireStoredAsync(MultipartUpload upload, IReadOnlyList<StoredPart> parts, CancellationToken cancellationToken)
    {
        var stored = await ListPartsAsync(upload, cancellationToken).ToDictionaryAsync(part => part.Number, cancellationToken: cancellationToken);
        var recorded = parts.ToLookup(part => part.Number);
        var invalid = Enumerable.Range(1, upload.TotalParts)
            .Where(number => recorded[number].Count() != 1
                || stored.GetValueOrDefault(number) is not { } part
                || part.ETag != recorded[number].Single().ETag
                || part.Length != upload.LengthOf(number))
            .Concat(recorded.Select(part => part.Key).Where(number => number < 1 || number > upload.TotalParts))
            .Order()
            .ToList();
        if (invalid.Count > 0)
        {
            throw new InvalidPartsException(invalid);
        }
    }

    private Task<CompleteMultipartUploadResponse> JoinAsync(MultipartUpload upload, IReadOnlyList<StoredPart> parts, CancellationToken cancellationToken) => calls.TransferAsync(
        "join parts",
        async token =>
        {
            var request = new CompleteMultipartUploadRequest
            {
                BucketName = bucket.Name,
                Key = bucket.KeyOf(upload.Key),
                UploadId = upload.Id,

                // The store wants the list ascending, but parallel uploads finish in any order.
                PartETags = [.. parts.OrderBy(part => part.Number).Select(part => new PartETag(part.Number, part.ETag))],
            };
            try
            {
                return await bucket.Client.CompleteMultipartUploadAsync(request, token);
            }
            catch (AmazonS3Exception exception) when (S3Errors.IsNoUpload(exception))
            {
                throw new MultipartUploadNotFoundException(upload.Key);
            }
            catch (AmazonS3Exception)
            {
                // Some stores say "internal error" of an upload that is joined or gone; asked for its parts they are plain.
                await ListPageAsync(upload, null, token);
                throw;
            }
        },
        cancellationToken);

    private Task<ListPartsResponse> ListPageAsync(MultipartUpload upload, string? next, CancellationToken cancellationToken) => calls.RunAsync(
        "list parts",
        async token =>
        {
            if (upload.Id.Length == 0)
            {
                throw new MultipartUploadNotFoundException(upload.Key);
            }

            try
            {
                return await bucket.Client.ListPartsAsync(
                    new ListPartsRequest { BucketName = bucket.Name, Key = bucket.KeyOf(upload.Key), UploadId = upload.Id, PartNumberMarker = next }, token);
            }
            catch (AmazonS3Exception exception) when (S3Errors.IsNoUpload(exception))
            {
                throw new MultipartUploadNotFoundException(upload.Key);
            }
        },
        cancellationToken);

    /// <summary>Tags a joined object: tags that come with the start of an upload are lost on some stores.</summary>
    private Task TagAsync(ObjectKey key, CancellationToken cancellationToken) => requests.Tags.Count == 0 ? Task.CompletedTask : calls.RunAsync(
        "tag an object",
        token => bucket.Client.PutObjectTaggingAsync(
            new PutObjectTaggingRequest
            {
                BucketName = bucket.Name,
                Key = bucket.KeyOf(key),
                Tagging = new Tagging { TagSet = [.. requests.Tags.Select(tag => new Tag { Key = tag.Key, Value = tag.Value })] },
            },
            token),
        cancellationToken);
}
