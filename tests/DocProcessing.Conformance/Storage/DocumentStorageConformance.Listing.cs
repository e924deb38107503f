namespace DocProcessing.Conformance;

public abstract partial class DocumentStorageConformance
{
    [Fact]
    public async Task Objects_are_listed_in_the_ordinal_order_of_their_keys()
    {
        var storage = await CreateAsync();
        string[] names = ["b", "a", "a-b", "a.b", "a0", "a/b", "a/b/c", "a/B", "a_b", "B", "a-/x", "a.d/x", "aa/x", "10", "9"];
        foreach (var name in names)
        {
            await PutAsync(storage, Key(name), [1]);
        }

        var listed = (await CollectAsync(storage.ListAsync(Prefix, Token))).Select(stored => stored.Key.Value);

        Assert.Equal(names.Select(name => Prefix + name).Order(StringComparer.Ordinal), listed);
    }

    [Theory]
    [InlineData("a", "a,a-b,a/b,a/b/c,ab")]
    [InlineData("a/", "a/b,a/b/c")]
    [InlineData("a/b", "a/b,a/b/c")]
    [InlineData("a/b/", "a/b/c")]
    [InlineData("ab", "ab")]
    [InlineData("z", "")]
    [InlineData("a/b/c/d", "")]
    public async Task A_prefix_is_compared_as_plain_text(string prefix, string expected)
    {
        var storage = await CreateAsync();
        foreach (var name in (string[])["a", "a-b", "a/b", "a/b/c", "ab", "b/a"])
        {
            await PutAsync(storage, Key(name), [1]);
        }

        var listed = (await CollectAsync(storage.ListAsync(Prefix + prefix, Token))).Select(stored => stored.Key.Value[Prefix.Length..]);

        Assert.Equal(expected.Split(',', StringSplitOptions.RemoveEmptyEntries), listed);
    }

    [Fact]
    public async Task More_objects_than_a_page_holds_are_all_listed_once()
    {
        var storage = await CreateAsync();
        const int Count = 1005;
        await Parallel.ForAsync(0, Count, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Token }, async (number, token) =>
            await storage.PutAsync(Key($"{number:d5}"), new MemoryStream([1]), null, token));

        var listed = (await CollectAsync(storage.ListAsync(Prefix, Token))).Select(stored => stored.Key.Value);

        Assert.Equal(Enumerable.Range(0, Count).Select(number => $"{Prefix}{number:d5}"), listed);
    }

    [Fact]
    public async Task A_listed_object_is_as_it_was_stored()
    {
        var storage = await CreateAsync();
        var stored = await PutAsync(storage, Key("object"), RandomBytes(123));

        Assert.Equal([stored], await CollectAsync(storage.ListAsync(Prefix, Token)));
    }

    [Fact]
    public async Task Parts_of_uploads_under_way_are_not_listed_as_objects()
    {
        var storage = await CreateAsync();
        var (upload, content) = await InitiateAsync(storage);
        await SendAllAsync(storage, upload, content);

        Assert.Empty(await CollectAsync(storage.ListAsync(Prefix, Token)));
        Assert.Null(await storage.StatAsync(upload.Key, Token));
        Assert.DoesNotContain(await CollectAsync(storage.ListAsync(string.Empty, Token)), stored => stored.Key.Value.Contains(upload.Id, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Uploads_under_way_are_listed_by_the_start_of_their_key()
    {
        var storage = await CreateAsync();
        var (first, content) = await InitiateAsync(storage, "a/first");
        var (second, _) = await InitiateAsync(storage, "a/second");
        var (third, _) = await InitiateAsync(storage, "b/third");

        Assert.Equal(new[] { first.Id, second.Id }.Order(), (await ListUploadsAsync(storage, "a/")).Order());

        await storage.CompleteMultipartAsync(first, await SendAllAsync(storage, first, content), Token);
        await storage.AbortMultipartAsync(second.Key, second.Id, Token);

        Assert.Equal([third.Id], await ListUploadsAsync(storage, string.Empty));
    }

    [Fact]
    public async Task A_listed_upload_tells_its_key_and_when_it_was_initiated()
    {
        var storage = await CreateAsync();
        var (upload, _) = await InitiateAsync(storage);

        var listed = Assert.Single(await CollectAsync(storage.ListMultipartAsync(Prefix, Token)));

        Assert.Equal(upload.Key, listed.Key);
        Assert.NotEqual(default, listed.InitiatedAt);
    }

    private async Task<IEnumerable<string>> ListUploadsAsync(IDocumentStorage storage, string prefix) =>
        (await CollectAsync(storage.ListMultipartAsync(Prefix + prefix, Token))).Select(upload => upload.Id);
}
