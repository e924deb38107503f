namespace DocProcessing.Conformance;

public abstract partial class DocumentStorageConformance
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(300_000)]
    public async Task A_stored_object_reads_back_as_it_was(int length)
    {
        var storage = await CreateAsync();
        var content = RandomBytes(length);

        var stored = await PutAsync(storage, Key("object"), content);

        Assert.Equal(Key("object"), stored.Key);
        Assert.Equal(length, stored.Length);
        Assert.Equal(content, await ReadAllAsync(await CreateAsync(), Key("object")));
        Assert.Equal(stored, await storage.StatAsync(Key("object"), Token));
    }

    [Fact]
    public async Task Content_is_read_from_where_its_stream_stands()
    {
        var storage = await CreateAsync();
        var content = RandomBytes(1000);

        await storage.PutAsync(Key("object"), new MemoryStream(content) { Position = 400 }, null, Token);

        Assert.Equal(content[400..], await ReadAllAsync(storage, Key("object")));
    }

    [Fact]
    public async Task Content_that_cannot_seek_is_stored()
    {
        var storage = await CreateAsync();
        var content = RandomBytes(150_000);

        var stored = await storage.PutAsync(Key("object"), new OneWayStream(content), null, Token);

        Assert.Equal(content.Length, stored.Length);
        Assert.Equal(content, await ReadAllAsync(storage, Key("object")));
    }

    [Fact]
    public async Task Content_that_breaks_off_stores_nothing_and_passes_its_own_error()
    {
        var storage = await CreateAsync();
        var before = RandomBytes(100);
        await PutAsync(storage, Key("object"), before);

        await Assert.ThrowsAsync<EndOfStreamException>(() => storage.PutAsync(Key("object"), new BreakingStream(), null, Token));
        await Assert.ThrowsAsync<EndOfStreamException>(() => storage.PutAsync(Key("other"), new BreakingStream(), null, Token));

        Assert.Equal(before, await ReadAllAsync(storage, Key("object")));
        Assert.Null(await storage.StatAsync(Key("other"), Token));
    }

    [Fact]
    public async Task A_cancelled_put_stores_nothing()
    {
        var storage = await CreateAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => storage.PutAsync(Key("object"), new MemoryStream([1, 2, 3]), null, Cancelled));

        Assert.Null(await storage.StatAsync(Key("object"), Token));
    }

    [Fact]
    public async Task An_object_that_is_replaced_has_another_ETag()
    {
        var storage = await CreateAsync();

        var first = await PutAsync(storage, Key("object"), [1, 2, 3]);
        var second = await PutAsync(storage, Key("object"), [4, 5, 6]);

        Assert.NotEqual(first.ETag, second.ETag);
        Assert.Equal([4, 5, 6], await ReadAllAsync(storage, Key("object")));
    }

    [Fact]
    public async Task A_reader_sees_the_old_content_or_the_new_and_never_a_mixture()
    {
        var storage = await CreateAsync();
        const int Length = 200_000;
        await PutAsync(storage, Key("object"), Filled(0, Length));
        var writing = Task.Run(async () =>
        {
            for (byte value = 1; value <= 20; value++)
            {
                await PutAsync(storage, Key("object"), Filled(value, Length));
            }
        });

        do
        {
            var seen = await ReadAllAsync(storage, Key("object"));
            Assert.Equal(Length, seen.Length);
            Assert.Equal(-1, seen.AsSpan().IndexOfAnyExcept(seen[0]));
        }
        while (!writing.IsCompleted);
        await writing;
    }

    [Fact]
    public async Task Objects_are_stored_and_deleted_side_by_side()
    {
        var storage = await CreateAsync();

        await Parallel.ForAsync(0, 40, Token, async (number, token) =>
        {
            var stays = Key($"deep/way/{number % 4}/stays-{number}");
            var goes = Key($"deep/way/{number % 4}/goes-{number}");
            await storage.PutAsync(goes, new MemoryStream([1]), null, token);
            await storage.DeleteAsync(goes, token);
            await storage.PutAsync(stays, new MemoryStream([(byte)number]), null, token);
            Assert.Equal([(byte)number], await ReadAllAsync(storage, stays));
            if (number % 2 == 0)
            {
                await storage.DeleteAsync(stays, token);
            }
        });

        Assert.Equal(20, await storage.ListAsync(Key("deep").Value, Token).CountAsync(Token));
    }

    [Theory]
    [InlineData(0, 10, 0, 10)]
    [InlineData(10, 20, 10, 20)]
    [InlineData(990, 10, 990, 10)]
    [InlineData(990, 500, 990, 10)]
    [InlineData(0, 1000, 0, 1000)]
    [InlineData(0, long.MaxValue, 0, 1000)]
    [InlineData(500, long.MaxValue, 500, 500)]
    [InlineData(1000, 10, 1000, 0)]
    [InlineData(5000, 10, 1000, 0)]
    [InlineData(20, 0, 20, 0)]
    public async Task A_range_is_cut_to_the_objects_end(long offset, long length, int expectedOffset, int expectedLength)
    {
        var storage = await CreateAsync();
        var content = RandomBytes(1000);
        await PutAsync(storage, Key("object"), content);

        var read = await ReadAllAsync(storage, Key("object"), new ByteRange(offset, length));

        Assert.Equal(content[expectedOffset..(expectedOffset + expectedLength)], read);
    }

    [Fact]
    public async Task A_reader_that_began_reads_to_the_end_of_what_it_opened()
    {
        var storage = await CreateAsync();
        var content = RandomBytes(1000);
        await PutAsync(storage, Key("object"), content);
        await using var open = await storage.OpenReadAsync(Key("object"), null, Token);
        var start = new byte[10];
        await open.ReadExactlyAsync(start, Token);

        await PutAsync(storage, Key("object"), RandomBytes(1000));
        var rest = new byte[990];
        await open.ReadExactlyAsync(rest, Token);

        Assert.Equal(content, start.Concat(rest));
    }

    [Fact]
    public async Task An_object_that_does_not_exist_is_not_found()
    {
        var storage = await CreateAsync();

        Assert.Null(await storage.StatAsync(Key("absent"), Token));
        await Assert.ThrowsAsync<ObjectNotFoundException>(() => storage.OpenReadAsync(Key("absent"), null, Token));
        await Assert.ThrowsAsync<ObjectNotFoundException>(() => storage.OpenReadAsync(Key("deep/absent"), new ByteRange(0, 1), Token));
    }

    [Fact]
    public async Task Deleting_twice_is_no_error_and_the_object_is_gone()
    {
        var storage = await CreateAsync();
        await PutAsync(storage, Key("deep/object"), [1]);

        await storage.DeleteAsync(Key("deep/object"), Token);
        await storage.DeleteAsync(Key("deep/object"), Token);

        Assert.Null(await storage.StatAsync(Key("deep/object"), Token));
        Assert.Empty(await CollectAsync(storage.ListAsync(Prefix, Token)));
    }

    [Fact]
    public async Task Deleting_leaves_the_neighbours()
    {
        var storage = await CreateAsync();
        await PutAsync(storage, Key("deep/object"), [1]);
        await PutAsync(storage, Key("deep/other"), [2]);

        await storage.DeleteAsync(Key("deep/object"), Token);

        Assert.Equal([2], await ReadAllAsync(storage, Key("deep/other")));
    }

    [Theory]
    [InlineData("A-Za-z0-9._-")]
    [InlineData("name.with.dots.pdf")]
    [InlineData("-_-")]
    [InlineData("a..b")]
    [InlineData("UPPER/lower/Mixed.TXT")]
    public async Task Every_kind_of_key_names_an_object(string name)
    {
        var storage = await CreateAsync();

        await PutAsync(storage, Key(name), [7]);

        Assert.Equal([7], await ReadAllAsync(storage, Key(name)));
        Assert.Equal([Key(name)], (await CollectAsync(storage.ListAsync(Prefix, Token))).Select(stored => stored.Key));
    }

    [Fact]
    public async Task A_key_of_the_largest_length_names_an_object()
    {
        var storage = await CreateAsync();
        var name = string.Join('/', Enumerable.Repeat(new string('x', 99), 6))[..(512 - Prefix.Length)];

        await PutAsync(storage, Key(name), [7]);

        Assert.Equal([7], await ReadAllAsync(storage, Key(name)));
    }

    [Fact]
    public async Task A_key_may_be_the_start_of_another()
    {
        var storage = await CreateAsync();

        await PutAsync(storage, Key("a"), [1]);
        await PutAsync(storage, Key("a/b"), [2]);
        await PutAsync(storage, Key("a/b/c"), [3]);
        await storage.DeleteAsync(Key("a/b"), Token);

        Assert.Equal([1], await ReadAllAsync(storage, Key("a")));
        Assert.Equal([3], await ReadAllAsync(storage, Key("a/b/c")));
        Assert.Null(await storage.StatAsync(Key("a/b"), Token));
    }

    private static byte[] Filled(byte value, int length)
    {
        var bytes = new byte[length];
        Array.Fill(bytes, value);
        return bytes;
    }
}
