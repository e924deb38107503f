using DocProcessing.Compression;
using DocProcessing.Conformance;

namespace DocProcessing.Core.Tests.Compression;

public sealed class CompressedStorageTests : IDisposable
{
    private const int Block = BlockFormat.BlockSize;

    private readonly CompressedRoot _root = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task Text_takes_less_room_and_tells_both_of_its_sizes()
    {
        var storage = _root.Open();
        var text = MadeText.Bytes(2 << 20);

        var stored = await PutAsync(storage, "text", text, "text/plain; charset=utf-8");

        Assert.Equal(text.Length, stored.Length);
        Assert.Equal(new FileInfo(_root.PathOf(stored.Key)).Length, stored.StoredLength);
        Assert.True(stored.StoredLength < text.Length / 3, $"{text.Length} bytes of text take {stored.StoredLength}.");
        Assert.Equal(stored, await _root.Open().StatAsync(stored.Key, Token));
        Assert.Equal([stored], await _root.Open().ListAsync(string.Empty, Token).ToListAsync(Token));
        Assert.Equal(text, await ReadAsync(_root.Open(), stored.Key));
    }

    [Theory]
    [InlineData("application/pdf")]
    [InlineData("image/png")]
    public async Task Other_types_are_stored_as_they_are_and_stay_local_files(string contentType)
    {
        var storage = _root.Open();
        var content = MadeText.Bytes(50_000);

        var plain = await PutAsync(storage, "plain", content, contentType);
        var packed = await PutAsync(storage, "packed", content, "text/csv");

        Assert.Equal(content.Length, plain.StoredLength);
        Assert.Equal(content, await File.ReadAllBytesAsync(_root.PathOf(plain.Key), Token));
        var files = storage.FindCapability<ILocalFileAccess>()!;
        Assert.True(files.TryGetLocalPath(plain.Key, out var path));
        Assert.Equal(_root.PathOf(plain.Key), path);
        Assert.False(files.TryGetLocalPath(packed.Key, out _));
        Assert.False(files.TryGetLocalPath(Key("absent"), out _));
    }

    [Fact]
    public async Task What_does_not_get_smaller_is_stored_as_it_is()
    {
        var storage = _root.Open();
        var noise = TestBytes(400_000);

        var stored = await PutAsync(storage, "noise", noise, "text/plain");
        var short_ = await PutAsync(storage, "short", "hello"u8.ToArray(), "text/plain");

        Assert.Equal((noise.Length, 5), (stored.StoredLength, short_.StoredLength));
        Assert.Equal(noise, await ReadAsync(storage, stored.Key));
    }

    [Fact]
    public async Task Results_of_stages_come_without_a_type_and_are_compressed_unless_told_otherwise()
    {
        var text = MadeText.Bytes(50_000);

        var stored = await PutAsync(_root.Open(), "one", text, null);
        var plain = await PutAsync(_root.Open(new CompressionOptions { IncludeUntyped = false }), "two", text, null);

        Assert.True(stored.StoredLength < text.Length / 2);
        Assert.Equal(text.Length, plain.StoredLength);
    }

    [Fact]
    public async Task Switched_off_it_still_reads_what_is_compressed()
    {
        var text = MadeText.Bytes(50_000);
        var before = await PutAsync(_root.Open(), "before", text, "text/plain");
        var off = _root.Open(new CompressionOptions { Enabled = false });

        var after = await PutAsync(off, "after", text, "text/plain");

        Assert.Equal(text, await ReadAsync(off, before.Key));
        Assert.Equal(before, await off.StatAsync(before.Key, Token));
        Assert.Equal(text.Length, after.StoredLength);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Block - 1)]
    [InlineData(Block)]
    [InlineData(Block + 1)]
    [InlineData(3 * Block)]
    [InlineData((5 * Block) + 777)]
    public async Task Every_range_is_that_of_the_content(int length)
    {
        var storage = _root.OpenForAll();
        var text = MadeText.Bytes(length);
        var stored = await PutAsync(storage, "text", text, "text/plain");
        Assert.Equal(length, stored.Length);
        Assert.Equal(text, await ReadAsync(storage, stored.Key));

        var random = new Random(length);
        var ranges = Enumerable.Range(0, 60).Select(_ => new ByteRange(random.Next(length + 2), random.Next(length + 2)))
            .Concat(from offset in (long[])[0, 1, Block - 1, Block, Block + 1, 2 * Block, length - 1, length]
                    from size in (long[])[0, 1, Block - 1, Block, Block + 1, length, long.MaxValue]
                    where offset >= 0
                    select new ByteRange(offset, size));
        foreach (var range in ranges)
        {
            var offset = (int)Math.Min(range.Offset, length);
            var expected = text.AsMemory(offset, (int)Math.Min(range.Length, length - offset));
            var read = await ReadAsync(storage, stored.Key, range);
            Assert.True(expected.Span.SequenceEqual(read), $"{range} of {length}");
        }
    }

    [Fact]
    public async Task A_range_reads_only_the_blocks_that_it_needs()
    {
        var text = MadeText.Bytes(40 * Block);
        var key = (await PutAsync(_root.Open(), "text", text, "text/plain")).Key;
        var reads = new List<ByteRange?>();
        var storage = _root.Open(inner: new RecordingStorage(_root.Plain(), reads));
        await storage.StatAsync(key, Token);
        reads.Clear();

        await ReadAsync(storage, key, new ByteRange((20 * Block) - 10, 20));

        Assert.True(Assert.Single(reads)!.Value.Length < 2 * Block / 3);
    }

    [Fact]
    public async Task Reads_at_the_same_time_do_not_mix()
    {
        var storage = _root.Open();
        var text = MadeText.Bytes(10 * Block);
        var key = (await PutAsync(storage, "text", text, "text/plain")).Key;

        await Parallel.ForAsync(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Token }, async (number, _) =>
        {
            var range = new ByteRange(number * 10_000, 150_000);
            Assert.Equal(text[(number * 10_000)..((number * 10_000) + 150_000)], await ReadAsync(storage, key, range));
        });
    }

    [Fact]
    public async Task A_range_of_an_object_that_changes_its_form_is_of_one_version()
    {
        var storage = _root.Open();
        byte[][] versions = [MadeText.Bytes(300_000), MadeText.Bytes(300_000, seed: 2), TestBytes(250_000)];
        var key = (await PutAsync(storage, "object", versions[0], "text/plain")).Key;
        var writing = Task.Run(
            async () =>
            {
                for (var round = 1; round < 60; round++)
                {
                    await PutAsync(storage, "object", versions[round % 3], round % 2 == 0 ? "text/plain" : "application/pdf");
                }
            },
            Token);

        do
        {
            var seen = await ReadAsync(_root.Open(), key, new ByteRange(140_000, 50_000));
            Assert.Contains(versions, version => version.AsSpan(140_000, 50_000).SequenceEqual(seen));
            var stored = await _root.Open().StatAsync(key, Token);
            Assert.Contains(versions, version => version.Length == stored!.Length);
        }
        while (!writing.IsCompleted);
        await writing;
    }

    [Theory]
    [InlineData("text/plain", "application/pdf")]
    [InlineData("application/pdf", "text/plain")]
    public async Task An_object_that_is_replaced_just_before_a_range_is_opened_gives_the_range_of_the_new_one(string before, string after)
    {
        var (old, fresh) = (MadeText.Bytes(300_000), MadeText.Bytes(300_000, seed: 2));
        var key = (await PutAsync(_root.Open(), "object", old, before)).Key;
        var (isDue, isReplaced) = (false, false);
        var storage = _root.Open(inner: new FaultyStorage(_root.Plain(), call =>
        {
            if (!isDue || isReplaced || call.Operation != StorageOperation.OpenRead)
            {
                return null;
            }

            isReplaced = true;
            return new StorageFault.Slow(PutAsync(_root.Open(), "object", fresh, after));
        }));
        await storage.StatAsync(key, Token);
        isDue = true;

        Assert.Equal(fresh[140_000..190_000], await ReadAsync(storage, key, new ByteRange(140_000, 50_000)));
        Assert.True(isReplaced);
    }

    [Fact]
    public async Task A_put_that_is_cancelled_half_way_leaves_nothing()
    {
        var storage = _root.Open();
        using var stop = new CancellationTokenSource();
        var content = new InterruptedStream(MadeText.Bytes(4 * Block), 2 * Block, stop.Cancel);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => storage.PutAsync(Key("text"), content, "text/plain", stop.Token));

        Assert.Null(await storage.StatAsync(Key("text"), Token));
        Assert.Empty(_root.Leftovers());
    }

    [Fact]
    public async Task What_was_stored_before_is_read_as_it_is()
    {
        var before = TestBytes(100_000);
        await PutAsync(_root.Plain(), "before", before, "text/plain");
        var storage = _root.Open();

        Assert.Equal(before, await ReadAsync(storage, Key("before")));
        Assert.Equal(before[70_000..70_010], await ReadAsync(storage, Key("before"), new ByteRange(70_000, 10)));
        Assert.Equal(before.Length, (await storage.StatAsync(Key("before"), Token))!.Length);
    }

    [Fact]
    public async Task The_raw_bytes_of_a_compressed_object_are_a_content_like_any_other()
    {
        var storage = _root.Open();
        await PutAsync(storage, "source", MadeText.Bytes(300_000), "text/plain");
        var raw = await ReadAsync(_root.Plain(), Key("source"));

        // Stored before compression was switched on, put under another key, and put under its own.
        await PutAsync(_root.Plain(), "older", raw, "application/octet-stream");
        await PutAsync(storage, "copy", raw, "application/octet-stream");
        await PutAsync(storage, "source", raw, "application/octet-stream");

        foreach (var name in (string[])["older", "copy", "source"])
        {
            Assert.Equal(raw, await ReadAsync(storage, Key(name)));
            Assert.Equal(raw.Length, (await storage.StatAsync(Key(name), Token))!.Length);
            Assert.Equal(raw[5..505], await ReadAsync(storage, Key(name), new ByteRange(5, 500)));
        }
    }

    [Fact]
    public async Task Parts_pass_through_as_they_are_and_none_may_pass_for_a_compressed_object()
    {
        var storage = _root.Open();
        var text = MadeText.Bytes(100_000);
        var upload = await storage.InitiateMultipartAsync(Key("parts"), text.Length, 60_000, "text/plain", Token);
        var parts = new[] { await SendAsync(storage, upload, 1, text[..60_000]), await SendAsync(storage, upload, 2, text[60_000..]) };
        var joined = await storage.CompleteMultipartAsync(upload, parts, Token);
        Assert.Equal((text.Length, text.Length), (joined.Length, joined.StoredLength));
        Assert.Equal(text, await ReadAsync(storage, joined.Key));

        await PutAsync(storage, "forged", text, "text/plain");
        var raw = await ReadAsync(_root.Plain(), Key("forged"));
        var forged = await storage.InitiateMultipartAsync(Key("forged"), raw.Length, raw.Length, "text/plain", Token);
        var refused = await Assert.ThrowsAsync<DocumentProcessingException>(() => SendAsync(storage, forged, 1, raw));

        Assert.Equal((ErrorCategory.Unprocessable, ErrorCodes.TypeNotAllowed), (refused.Category, refused.Code));
    }

    [Fact]
    public void Capabilities_are_found_through_the_decorator_unless_they_could_give_packed_bytes_away()
    {
        var storage = _root.Open();

        Assert.NotNull(storage.FindCapability<IStorageMaintenance>());
        Assert.NotNull(storage.FindCapability<ILocalFileAccess>());
        Assert.Null(storage.FindCapability<IDisposable>());
        Assert.Null(_root.Open(inner: new StorageDecorator(_root.Plain())).FindCapability<ILocalFileAccess>());
    }

    internal static ObjectKey Key(string name) => ObjectKey.Parse(name, null);

    internal static Task<StoredObject> PutAsync(IDocumentStorage storage, string name, byte[] content, string? contentType) =>
        storage.PutAsync(Key(name), new MemoryStream(content), contentType, Token);

    internal static async Task<byte[]> ReadAsync(IDocumentStorage storage, ObjectKey key, ByteRange? range = null)
    {
        await using var stream = await storage.OpenReadAsync(key, range, Token);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Token);
        return copy.ToArray();
    }

    private static byte[] TestBytes(int length) => Engine.TestEngine.Bytes(length);

    private static async Task<StoredPart> SendAsync(IDocumentStorage storage, MultipartUpload upload, int number, byte[] bytes)
    {
        await using var writer = await storage.OpenPartAsync(upload, number, null, Token);
        foreach (var block in bytes.Chunk(30))
        {
            await writer.WriteAsync(block, Token);
        }

        return await writer.CommitAsync(Engine.TestEngine.Md5(bytes), Token);
    }

    private sealed class RecordingStorage(IDocumentStorage inner, List<ByteRange?> reads) : StorageDecorator(inner)
    {
        public override Task<Stream> OpenReadAsync(ObjectKey key, ByteRange? range, CancellationToken cancellationToken)
        {
            reads.Add(range);
            return base.OpenReadAsync(key, range, cancellationToken);
        }
    }

    private sealed class InterruptedStream(byte[] content, int after, Action interrupt) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position >= after)
            {
                interrupt();
            }

            return base.ReadAsync(buffer, cancellationToken);
        }
    }
}
