namespace DocProcessing.Conformance;

public abstract partial class DocumentStorageConformance
{
    private const string ForeignETag = "not-an-etag-of-this-store";

    [Fact]
    public async Task Parts_in_order_become_the_object()
    {
        var storage = await CreateAsync();
        var (upload, content) = await InitiateAsync(storage);

        var stored = await storage.CompleteMultipartAsync(upload, await SendAllAsync(storage, upload, content), Token);

        Assert.Equal(upload.Key, stored.Key);
        Assert.Equal(content.Length, stored.Length);
        Assert.Equal(content, await ReadAllAsync(await CreateAsync(), upload.Key));
        Assert.Equal(stored, await storage.StatAsync(upload.Key, Token));
    }

    [Fact]
    public async Task One_part_may_be_the_whole()
    {
        var storage = await CreateAsync();
        var upload = await storage.InitiateMultipartAsync(Key("tiny"), 1, PartSize, null, Token);

        await storage.CompleteMultipartAsync(upload, [await SendBytesAsync(storage, upload, [42], 1)], Token);

        Assert.Equal([42], await ReadAllAsync(storage, upload.Key));
    }

    [Fact]
    public async Task Parts_may_come_in_any_order_and_be_completed_in_any_order()
    {
        var storage = await CreateAsync();
        var (upload, content) = await InitiateAsync(storage);
        var parts = new List<StoredPart>();
        foreach (var number in (int[])[3, 1, 2])
        {
            parts.Add(await SendAsync(storage, upload, content, number));
        }

        await storage.CompleteMultipartAsync(upload, parts, Token);

        Assert.Equal(content, await ReadAllAsync(storage, upload.Key));
    }

    [Fact]
    public async Task Parts_may_be_written_at_the_same_time()
    {
        var storage = await CreateAsync();
        var (upload, content) = await InitiateAsync(storage);
        var writers = new List<(IPartWriter Writer, byte[] Bytes)>();
        for (var number = 1; number <= upload.TotalParts; number++)
        {
            writers.Add((await storage.OpenPartAsync(upload, number, null, Token), PartOf(upload, content, number)));
        }

        var parts = await Task.WhenAll(writers.Select(open => Task.Run(async () =>
        {
            await using var writer = open.Writer;
            foreach (var block in open.Bytes.Chunk(10_000))
            {
                await writer.WriteAsync(block, Token);
                await Task.Yield();
            }

            return await writer.CommitAsync(ChecksumOf(open.Bytes), Token);
        })));
        await storage.CompleteMultipartAsync(upload, parts, Token);

        Assert.Equal(content, await ReadAllAsync(storage, upload.Key));
    }

    [Fact]
    public async Task Bytes_may_come_in_blocks_of_any_size_and_stay_the_callers()
    {
        var storage = await CreateAsync();
        var upload = await storage.InitiateMultipartAsync(Key("odd"), 10_000, PartSize, null, Token);
        var content = RandomBytes(10_000);
        StoredPart part;
        await using (var writer = await storage.OpenPartAsync(upload, 1, null, Token))
        {
            var shared = new byte[4000];
            var sent = 0;
            foreach (var size in (int[])[1, 0, 7, 3992, 4000, 2000])
            {
                content.AsSpan(sent, size).CopyTo(shared);
                await writer.WriteAsync(shared.AsMemory(0, size), Token);
                Array.Clear(shared);
                sent += size;
            }

            part = await writer.CommitAsync(ChecksumOf(content), Token);
        }

        await storage.CompleteMultipartAsync(upload, [part], Token);

        Assert.Equal(content, await ReadAllAsync(storage, upload.Key));
    }

    [Fact]
    public async Task A_part_that_is_sent_again_with_the_same_bytes_joins_by_its_new_ETag()
    {
        var storage = await CreateAsync();
        var (upload, content) = await InitiateAsync(storage);
        var parts = await SendAllAsync(storage, upload, content);

        parts[1] = await SendAsync(storage, upload, content, 2, parts[1].ETag);
        await storage.CompleteMultipartAsync(upload, parts, Token);

        Assert.Equal(content, await ReadAllAsync(storage, upload.Key));
    }

    [Fact]
    public async Task A_part_that_is_sent_again_and_again_is_what_was_sent_last()
    {
        var storage = await CreateAsync();
        var (upload, content) = await InitiateAsync(storage);
        var parts = await SendAllAsync(storage, upload, content);

        for (var round = 0; round < 4; round++)
        {
            var bytes = RandomBytes(PartSize);
            parts[1] = await SendBytesAsync(storage, upload, bytes, 2, parts[1].ETag);
            bytes.CopyTo(content, (int)upload.OffsetOf(2));
            var listed = await CollectAsync(storage.ListPartsAsync(upload, Token));
            Assert.Equal(parts.Select(part => part.ETag), listed.Select(part => part.ETag));
        }

        await storage.CompleteMultipartAsync(upload, parts, Token);
        Assert.Equal(content, await ReadAllAsync(storage, upload.Key));
    }

    [Fact]
    public async Task A_write_that_breaks_off_leaves_the_accepted_part_whole()
    {
        var storage = await CreateAsync();
        var (upload, content) = await InitiateAsync(storage);
        var parts = await SendAllAsync(storage, upload, content);

        await SendHalfAsync(storage, upload, 2, parts[1].ETag);
        await SendHalfAsync(storage, upload, 3, keepETag: null);

        Assert.Equal(parts.Select(part => part.ETag), (await CollectAsync(storage.ListPartsAsync(upload, Token))).Select(part => part.ETag));
        await storage.CompleteMultipartAsync(upload, parts, Token);
        Assert.Equal(content, await ReadAllAsync(storage, upload.Key));
    }

    [Fact]
    public async Task A_write_that_breaks_off_after_a_second_version_leaves_that_version_whole()
    {
        var storage = await CreateAsync();
        var (upload, content) = await InitiateAsync(storage);
        var parts = await SendAllAsync(storage, upload, content);
        var second = RandomBytes(PartSize);
        parts[0] = await SendBytesAsync(storage, upload, second, 1, parts[0].ETag);
        second.CopyTo(content, 0);

        await SendHalfAsync(storage, upload, 1, parts[0].ETag);
        await SendHalfAsync(storage, upload, 1, keepETag: null);

        await storage.CompleteMultipartAsync(upload, parts, Token);
        Assert.Equal(content, await ReadAllAsync(storage, upload.Key));
    }

    [Fact]
    public async Task A_write_that_breaks_off_makes_no_part_and_can_be_repeated()
    {
        var storage = await CreateAsync();
        var (upload, content) = await InitiateAsync(storage);

        await SendHalfAsync(storage, upload, 1);

        Assert.Empty(await CollectAsync(storage.ListPartsAsync(upload, Token)));
        await storage.CompleteMultipartAsync(upload, await SendAllAsync(storage, upload, content), Token);
        Assert.Equal(content, await ReadAllAsync(storage, upload.Key));
    }

    [Fact]
    public async Task The_version_on_record_outlives_a_newer_one_that_nobody_recorded()
    {
        var storage = await CreateAsync();
        var (upload, content) = await InitiateAsync(storage);
        var parts = await SendAllAsync(storage, upload, content);

        // The process dies after each of these commits and before the record: the record still names the first version.
        await SendBytesAsync(storage, upload, RandomBytes(PartSize), 2, parts[1].ETag);
        await SendBytesAsync(storage, upload, RandomBytes(PartSize), 2, parts[1].ETag);

        if (KeepsRecordedVersionAfterCommit)
        {
            await storage.CompleteMultipartAsync(upload, parts, Token);
            Assert.Equal(content, await ReadAllAsync(storage, upload.Key));
        }
        else
        {
            var refused = await Assert.ThrowsAsync<InvalidPartsException>(() => storage.CompleteMultipartAsync(upload, parts, Token));
            Assert.Equal([2], refused.PartNumbers);
        }
    }

    [Fact]
    public async Task More_bytes_than_the_part_may_have_are_refused_and_harm_no_neighbour()
    {
        var storage = await CreateAsync();
        var (upload, content) = await InitiateAsync(storage);
        var third = await SendAsync(storage, upload, content, 3);
        await using (var writer = await storage.OpenPartAsync(upload, 2, null, Token))
        {
            await writer.WriteAsync(PartOf(upload, content, 2), Token);
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await writer.WriteAsync(new byte[1], Token));
        }

        await using (var writer = await storage.OpenPartAsync(upload, 2, null, Token))
        {
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await writer.WriteAsync(new byte[PartSize + 1], Token));
        }

        var parts = new[] { await SendAsync(storage, upload, content, 1), await SendAsync(storage, upload, content, 2), third };
        await storage.CompleteMultipartAsync(upload, parts, Token);
        Assert.Equal(content, await ReadAllAsync(storage, upload.Key));
    }

    [Fact]
    public async Task Fewer_bytes_than_the_part_must_have_are_refused()
    {
        var storage = await CreateAsync();
        var (upload, content) = await InitiateAsync(storage);
        var bytes = PartOf(upload, content, 3)[..^1];
        await using (var writer = await storage.OpenPartAsync(upload, 3, null, Token))
        {
            await writer.WriteAsync(bytes, Token);
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await writer.CommitAsync(ChecksumOf(bytes), Token));
        }

        Assert.Empty(await CollectAsync(storage.ListPartsAsync(upload, Token)));
    }

    [Fact]
    public async Task A_cancelled_write_or_commit_stores_no_part()
    {
        var storage = await CreateAsync();
        var (upload, content) = await InitiateAsync(storage);
        var bytes = PartOf(upload, content, 1);
        await using (var writer = await storage.OpenPartAsync(upload, 1, null, Token))
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await writer.WriteAsync(bytes, Cancelled));
        }

        Assert.Empty(await CollectAsync(storage.ListPartsAsync(upload, Token)));
    }

    [Fact]
    public async Task Stored_parts_are_listed_by_number_with_their_lengths()
    {
        var storage = await CreateAsync();
        var (upload, content) = await InitiateAsync(storage);
        var third = await SendAsync(storage, upload, content, 3);
        var first = await SendAsync(storage, upload, content, 1);

        var listed = await CollectAsync((await CreateAsync()).ListPartsAsync(upload, Token));

        Assert.Equal([(1, first.Length, first.ETag), (3, third.Length, third.ETag)], listed.Select(part => (part.Number, part.Length, part.ETag)));
        Assert.All(listed, part => Assert.True(part.Checksum is null || part.Checksum == ChecksumOf(PartOf(upload, content, part.Number))));
    }

    [Fact]
    public async Task Parts_outlive_the_process_that_took_them()
    {
        var storage = await CreateAsync();
        var (upload, content) = await InitiateAsync(storage);
        var first = await SendAsync(storage, upload, content, 1);

        var after = await CreateAsync();
        var parts = new[] { first, await SendAsync(after, upload, content, 2), await SendAsync(after, upload, content, 3) };
        await after.CompleteMultipartAsync(upload, parts, Token);

        Assert.Equal(content, await ReadAllAsync(after, upload.Key));
    }

    [Fact]
    public async Task Sizes_that_the_store_does_not_take_are_refused()
    {
        var storage = await CreateAsync();
        var limits = storage.Limits;

        await Assert.ThrowsAnyAsync<ArgumentException>(() => storage.InitiateMultipartAsync(Key("none"), 0, PartSize, null, Token));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => storage.InitiateMultipartAsync(Key("none"), 10, limits.MaxPartSize + 1, null, Token));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => storage.InitiateMultipartAsync(Key("none"), (limits.MaxParts * (long)PartSize) + 1, PartSize, null, Token));
        Assert.Empty(await CollectAsync(storage.ListMultipartAsync(Prefix, Token)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(4)]
    public async Task A_part_number_out_of_range_is_refused(int number)
    {
        var storage = await CreateAsync();
        var (upload, _) = await InitiateAsync(storage);

        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await storage.OpenPartAsync(upload, number, null, Token));
    }

    private static async Task AssertUnknownAsync(IDocumentStorage storage, MultipartUpload upload)
    {
        // A store may tell with the first byte, or with the last: what counts is that no part is accepted.
        await Assert.ThrowsAsync<MultipartUploadNotFoundException>(() => SendBytesAsync(storage, upload, RandomBytes((int)upload.LengthOf(1)), 1));
        await Assert.ThrowsAsync<MultipartUploadNotFoundException>(() => CollectAsync(storage.ListPartsAsync(upload, Token)));
    }
}
