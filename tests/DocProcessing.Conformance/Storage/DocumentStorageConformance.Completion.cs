namespace DocProcessing.Conformance;

/// <content>How a multipart upload ends.</content>
public abstract partial class DocumentStorageConformance
{
    [Fact]
    public async Task Completing_twice_returns_the_same_object()
    {
        var storage = await CreateAsync();
        var (upload, content) = await InitiateAsync(storage);
        var parts = await SendAllAsync(storage, upload, content);

        var first = await storage.CompleteMultipartAsync(upload, parts, Token);
        var second = await storage.CompleteMultipartAsync(upload, parts, Token);
        var afterRestart = await (await CreateAsync()).CompleteMultipartAsync(upload, parts, Token);

        Assert.Equal(first, second);
        Assert.Equal(first, afterRestart);
        Assert.Equal(content, await ReadAllAsync(storage, upload.Key));
    }

    [Fact]
    public async Task Completing_at_the_same_time_returns_the_same_object()
    {
        var storage = await CreateAsync();
        var (upload, content) = await InitiateAsync(storage);
        var parts = await SendAllAsync(storage, upload, content);

        var stored = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => storage.CompleteMultipartAsync(upload, parts, Token)));

        Assert.Single(stored.Distinct());
        Assert.Equal(content, await ReadAllAsync(storage, upload.Key));
    }

    [Fact]
    public async Task A_missing_part_is_named_and_the_upload_goes_on()
    {
        var storage = await CreateAsync();
        var (upload, content) = await InitiateAsync(storage);
        var parts = new List<StoredPart> { await SendAsync(storage, upload, content, 2) };

        var refused = await Assert.ThrowsAsync<InvalidPartsException>(() => storage.CompleteMultipartAsync(upload, parts, Token));

        Assert.Equal([1, 3], refused.PartNumbers);
        Assert.Null(await storage.StatAsync(upload.Key, Token));
        parts.Add(await SendAsync(storage, upload, content, 1));
        parts.Add(await SendAsync(storage, upload, content, 3));
        await storage.CompleteMultipartAsync(upload, parts, Token);
        Assert.Equal(content, await ReadAllAsync(storage, upload.Key));
    }

    [Fact]
    public async Task A_part_of_another_version_is_named_and_the_upload_goes_on()
    {
        var storage = await CreateAsync();
        var (upload, content) = await InitiateAsync(storage);
        var parts = await SendAllAsync(storage, upload, content);
        var (other, otherContent) = await InitiateAsync(storage, "other");
        var foreign = await SendAllAsync(storage, other, otherContent);

        foreach (var etag in (string[])[ForeignETag, string.Empty, foreign[1].ETag])
        {
            var refused = await Assert.ThrowsAsync<InvalidPartsException>(
                () => storage.CompleteMultipartAsync(upload, [parts[0], parts[1] with { ETag = etag }, parts[2]], Token));
            Assert.Equal([2], refused.PartNumbers);
        }

        await storage.CompleteMultipartAsync(upload, parts, Token);
        Assert.Equal(content, await ReadAllAsync(storage, upload.Key));
    }

    [Fact]
    public async Task A_part_never_sent_is_not_there_whatever_a_caller_says()
    {
        var storage = await CreateAsync();
        var (upload, content) = await InitiateAsync(storage);
        var parts = new[] { await SendAsync(storage, upload, content, 1), await SendAsync(storage, upload, content, 2) };

        // The ETag of a part that does exist, on the number of one that does not.
        await Assert.ThrowsAsync<InvalidPartsException>(
            () => storage.CompleteMultipartAsync(upload, [.. parts, parts[0] with { Number = 3, Length = upload.LengthOf(3) }], Token));

        Assert.Null(await storage.StatAsync(upload.Key, Token));
    }

    [Fact]
    public async Task An_unknown_upload_takes_no_parts_and_cannot_be_completed()
    {
        var storage = await CreateAsync();
        var (known, content) = await InitiateAsync(storage);
        var parts = await SendAllAsync(storage, known, content);
        foreach (var id in (string[])[Guid.NewGuid().ToString("n"), "x", "../../etc", string.Empty])
        {
            var unknown = new MultipartUpload(Key("unknown"), id, content.Length, PartSize);

            await AssertUnknownAsync(storage, unknown);
            await Assert.ThrowsAsync<MultipartUploadNotFoundException>(() => storage.CompleteMultipartAsync(unknown, parts, Token));
            await storage.AbortMultipartAsync(unknown.Key, unknown.Id, Token);
        }
    }

    [Fact]
    public async Task A_completed_upload_takes_no_parts()
    {
        var storage = await CreateAsync();
        var (upload, content) = await InitiateAsync(storage);
        await storage.CompleteMultipartAsync(upload, await SendAllAsync(storage, upload, content), Token);

        await AssertUnknownAsync(storage, upload);
    }

    [Fact]
    public async Task An_aborted_upload_is_gone_and_aborting_twice_is_no_error()
    {
        var storage = await CreateAsync();
        var (upload, content) = await InitiateAsync(storage);
        var parts = await SendAllAsync(storage, upload, content);

        await storage.AbortMultipartAsync(upload.Key, upload.Id, Token);
        await storage.AbortMultipartAsync(upload.Key, upload.Id, Token);

        await AssertUnknownAsync(storage, upload);
        await Assert.ThrowsAsync<MultipartUploadNotFoundException>(() => storage.CompleteMultipartAsync(upload, parts, Token));
        Assert.Null(await storage.StatAsync(upload.Key, Token));
    }

    [Fact]
    public async Task Aborting_a_completed_upload_leaves_the_object()
    {
        var storage = await CreateAsync();
        var (upload, content) = await InitiateAsync(storage);
        await storage.CompleteMultipartAsync(upload, await SendAllAsync(storage, upload, content), Token);

        await storage.AbortMultipartAsync(upload.Key, upload.Id, Token);

        Assert.Equal(content, await ReadAllAsync(storage, upload.Key));
    }

    [Fact]
    public async Task A_writer_left_open_over_completion_cannot_change_the_object()
    {
        var storage = await CreateAsync();
        var (upload, content) = await InitiateAsync(storage);
        await using var late = await storage.OpenPartAsync(upload, 2, null, Token);
        await late.WriteAsync(RandomBytes(PartSize / 2), Token);

        await storage.CompleteMultipartAsync(upload, await SendAllAsync(storage, upload, content), Token);
        await Record.ExceptionAsync(async () => await late.WriteAsync(RandomBytes(PartSize / 2), Token));

        Assert.Equal(content, await ReadAllAsync(storage, upload.Key));
    }
}
