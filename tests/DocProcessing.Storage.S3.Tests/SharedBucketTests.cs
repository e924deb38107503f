using Amazon.S3.Model;

namespace DocProcessing.S3.Tests;

/// <summary>What others keep in the same bucket is never seen, changed or deleted.</summary>
public sealed class SharedBucketTests(S3Server server) : S3Test(server)
{
    [Fact]
    public async Task Uploads_and_objects_of_other_applications_are_neither_listed_nor_touched()
    {
        var others = $"other-{Guid.NewGuid():n}/documents/1/content";
        var foreign = await Client.InitiateMultipartUploadAsync(S3Server.BucketName, others, Stop);
        await Client.PutObjectAsync(new PutObjectRequest { BucketName = S3Server.BucketName, Key = others, ContentBody = "theirs" }, Stop);

        // Inside our prefix, but by a name that no key of ours has.
        var strange = await Client.InitiateMultipartUploadAsync(S3Server.BucketName, $"{Prefix}their own/name", Stop);
        var storage = Storage();
        var ours = await storage.InitiateMultipartAsync(Key("documents/1/content"), 10, PartSize, null, Stop);

        var listed = await storage.ListMultipartAsync(string.Empty, Stop).ToListAsync(Stop);
        Assert.Equal([ours.Id], listed.Select(upload => upload.Id));
        Assert.Empty(await storage.ListAsync(string.Empty, Stop).ToListAsync(Stop));
        foreach (var upload in listed)
        {
            await storage.AbortMultipartAsync(upload.Key, upload.Id, Stop);
        }

        var left = (await Client.ListMultipartUploadsAsync(S3Server.BucketName, Stop)).MultipartUploads.Select(upload => upload.UploadId).ToHashSet();
        Assert.Superset(new HashSet<string> { foreign.UploadId, strange.UploadId }, left);
        Assert.DoesNotContain(ours.Id, left);
        await Client.AbortMultipartUploadAsync(S3Server.BucketName, others, foreign.UploadId, Stop);
        await Client.AbortMultipartUploadAsync(S3Server.BucketName, $"{Prefix}their own/name", strange.UploadId, Stop);
    }

    [Fact]
    public async Task More_parts_and_uploads_than_a_page_holds_are_all_listed()
    {
        const int Count = 1003;
        var storage = Storage();
        var upload = await storage.InitiateMultipartAsync(Key("parts"), 10L * PartSize, PartSize, null, Stop);
        var many = new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Stop };
        await Parallel.ForAsync(1, Count + 1, many, async (number, token) => await Client.UploadPartAsync(
            new UploadPartRequest { BucketName = S3Server.BucketName, Key = $"{Prefix}parts", UploadId = upload.Id, PartNumber = number, InputStream = new MemoryStream([1]), UseChunkEncoding = false },
            token));
        await Parallel.ForAsync(1, Count, many, async (number, token) => await Client.InitiateMultipartUploadAsync(S3Server.BucketName, $"{Prefix}uploads/{number:d5}", token));

        Assert.Equal(Enumerable.Range(1, Count), await storage.ListPartsAsync(upload, Stop).Select(part => part.Number).ToListAsync(Stop));
        var uploads = await storage.ListMultipartAsync(string.Empty, Stop).ToListAsync(Stop);
        Assert.Equal(Count, uploads.DistinctBy(listed => listed.Id).Count());
        await Parallel.ForEachAsync(uploads, many, async (listed, token) => await storage.AbortMultipartAsync(listed.Key, listed.Id, token));
    }
}
