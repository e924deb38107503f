using DocProcessing.FileSystem;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace DocProcessing.Core.Tests.FileSystem;

public sealed class FileSystemStorageTests : IDisposable
{
    private readonly TemporaryRoot _root = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task A_sweep_leaves_the_temporary_file_that_another_storage_is_writing()
    {
        var (ours, theirs) = (_root.Open(), _root.Open());
        var content = new GatedStream([1, 2, 3]);
        var putting = theirs.PutAsync(Key("living"), content, null, Token);
        await content.Reached.WaitAsync(TimeSpan.FromSeconds(10), Token);
        foreach (var temp in Directory.GetFiles(Path.Combine(_root.Path, "temp")))
        {
            // No matter how long the writer has been silent.
            File.SetLastWriteTimeUtc(temp, DateTime.UtcNow.AddHours(-1));
        }

        Assert.Equal(0, await ours.SweepAsync(Token));
        content.Open();
        await putting;

        Assert.Equal(3, (await ours.StatAsync(Key("living"), Token))!.Length);
    }

    [Fact]
    public async Task A_sweep_deletes_what_nobody_holds_once_it_is_old()
    {
        var storage = _root.Open();
        var old = Path.Combine(_root.Path, "temp", "old");
        var young = Path.Combine(_root.Path, "temp", "young");
        await File.WriteAllBytesAsync(old, [1], Token);
        await File.WriteAllBytesAsync(young, [1], Token);
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddMinutes(-2));

        Assert.Equal(1, await storage.SweepAsync(Token));

        Assert.False(File.Exists(old));
        Assert.True(File.Exists(young));
    }

    [Fact]
    public async Task A_sweep_leaves_uploads_under_way_however_old()
    {
        var storage = _root.Open();
        var upload = await storage.InitiateMultipartAsync(Key("upload"), 10, 10, null, Token);
        Directory.SetLastWriteTimeUtc(_root.UploadPath(upload, string.Empty), DateTime.UtcNow.AddYears(-1));

        Assert.Equal(0, await storage.SweepAsync(Token));

        await using var writer = await storage.OpenPartAsync(upload, 1, null, Token);
    }

    [Fact]
    public async Task A_put_that_fails_leaves_no_file()
    {
        var storage = _root.Open();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => storage.PutAsync(Key("object"), new MemoryStream([1]), null, new CancellationToken(canceled: true)));

        Assert.Empty(_root.Leftovers());
    }

    [Fact]
    public async Task Deleting_the_last_object_removes_the_directories_made_for_it()
    {
        var storage = _root.Open();
        await storage.PutAsync(Key("a/b/c/object"), new MemoryStream([1]), null, Token);
        await storage.PutAsync(Key("a/other"), new MemoryStream([1]), null, Token);

        await storage.DeleteAsync(Key("a/b/c/object"), Token);

        Assert.Equal(["a+"], Directory.GetFileSystemEntries(Path.Combine(_root.Path, "objects")).Select(Path.GetFileName));
        Assert.Equal(["other"], Directory.GetFileSystemEntries(Path.Combine(_root.Path, "objects", "a+")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_root_that_went_away_is_told_as_unavailable_and_not_made_anew()
    {
        var storage = _root.Open();
        await storage.PutAsync(Key("object"), new MemoryStream([1]), null, Token);
        var upload = await storage.InitiateMultipartAsync(Key("upload"), 10, 10, null, Token);
        var elsewhere = _root.Path + "-unmounted";
        Directory.Move(_root.Path, elsewhere);
        try
        {
            await AssertUnavailableAsync(() => storage.PutAsync(Key("object"), new MemoryStream([1]), null, Token));
            await AssertUnavailableAsync(() => storage.OpenReadAsync(Key("object"), null, Token));
            await AssertUnavailableAsync(() => storage.StatAsync(Key("object"), Token));
            await AssertUnavailableAsync(() => storage.DeleteAsync(Key("object"), Token));
            await AssertUnavailableAsync(() => storage.InitiateMultipartAsync(Key("other"), 10, 10, null, Token));
            await AssertUnavailableAsync(async () => await storage.OpenPartAsync(upload, 1, null, Token));
            await AssertUnavailableAsync(() => storage.CompleteMultipartAsync(upload, [], Token));
            await AssertUnavailableAsync(() => storage.AbortMultipartAsync(upload.Key, upload.Id, Token));
            await AssertUnavailableAsync(async () => await storage.ListAsync(string.Empty, Token).ToListAsync(Token));
            await AssertUnavailableAsync(async () => await storage.ListMultipartAsync(string.Empty, Token).ToListAsync(Token));
            await AssertUnavailableAsync(() => storage.SweepAsync(Token));
            await AssertUnavailableAsync(() => new FileSystemStorageProbe(storage).ProbeAsync(Token));
            Assert.False(Directory.Exists(_root.Path));
        }
        finally
        {
            Directory.Move(elsewhere, _root.Path);
        }
    }

    [Fact]
    public void A_full_disk_is_told_without_a_local_path()
    {
        // As the runtime tells of a write without room (28 is ENOSPC), and of a reservation without.
        var error = Assert.Throws<StorageException>(
            () => FileErrors.Run("write a part", () => throw new IOException($"No space left on device : '{_root.Path}'", 28)));

        Assert.Contains("disk is full", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_root.Path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upload_larger_than_any_file_is_refused_and_leaves_nothing()
    {
        var storage = _root.Open();

        var error = await Record.ExceptionAsync(() => storage.InitiateMultipartAsync(Key("huge"), 10_000L << 40, 1L << 40, null, Token));

        Assert.SkipWhen(error is null, "This file system takes even that.");
        Assert.IsType<StorageException>(error);
        Assert.DoesNotContain(_root.Path, error.Message, StringComparison.Ordinal);
        Assert.Empty(_root.Leftovers());
    }

    [Fact]
    public async Task An_upload_that_the_disk_has_no_room_to_reserve_is_taken_all_the_same()
    {
        var storage = _root.Open();
        var length = new DriveInfo(_root.Path).TotalSize + 1;

        var upload = await storage.InitiateMultipartAsync(Key("large"), length, 1L << 30, null, Token);

        Assert.Equal(length, new FileInfo(_root.UploadPath(upload, "data")).Length);
    }

    [Fact]
    public async Task Listing_the_uploads_of_one_key_reads_no_others()
    {
        var storage = _root.Open();
        var wanted = await storage.InitiateMultipartAsync(Key("documents/1/content"), 10, 10, null, Token);
        var other = await storage.InitiateMultipartAsync(Key("documents/2/content"), 10, 10, null, Token);

        // Whoever reads it gets an error.
        File.Delete(_root.UploadPath(other, "key"));
        Directory.CreateDirectory(_root.UploadPath(other, "key"));

        var listed = Assert.Single(await storage.ListMultipartAsync(wanted.Key.Value, Token).ToListAsync(Token));
        Assert.Equal((wanted.Key, wanted.Id), (listed.Key, listed.Id));
        await Assert.ThrowsAsync<StorageException>(async () => await storage.ListMultipartAsync("documents/", Token).ToListAsync(Token));
    }

    [Fact]
    public async Task Keys_too_long_for_a_file_name_are_listed_like_others()
    {
        var storage = _root.Open();
        var start = string.Join('/', Enumerable.Repeat(new string('k', 100), 4));
        var first = await storage.InitiateMultipartAsync(Key(start + "/first"), 10, 10, null, Token);
        var second = await storage.InitiateMultipartAsync(Key(start + "/second"), 10, 10, null, Token);
        var nested = await storage.InitiateMultipartAsync(Key(start), 10, 10, null, Token);

        Assert.Equal([first.Id], await IdsAsync(first.Key.Value));
        Assert.Equal(new[] { first.Id, second.Id }.Order(), (await IdsAsync(start + "/")).Order());
        Assert.Equal(new[] { first.Id, second.Id, nested.Id }.Order(), (await IdsAsync(start)).Order());

        async Task<List<string>> IdsAsync(string prefix) => await storage.ListMultipartAsync(prefix, Token).Select(listed => listed.Id).ToListAsync(Token);
    }

    [Fact]
    public async Task A_name_longer_than_the_file_system_takes_is_refused_without_a_local_path()
    {
        var storage = _root.Open();

        var error = await Assert.ThrowsAsync<StorageException>(() => storage.PutAsync(Key(new string('x', 300)), new MemoryStream([1]), null, Token));

        Assert.DoesNotContain(_root.Path, error.Message, StringComparison.Ordinal);
        Assert.Empty(_root.Leftovers());
    }

    [Fact]
    public async Task An_object_is_a_local_file()
    {
        var storage = _root.Open();
        await storage.PutAsync(Key("a/object"), new MemoryStream([1, 2]), null, Token);

        Assert.True(storage.TryGetLocalPath(Key("a/object"), out var path));
        Assert.Equal([1, 2], await File.ReadAllBytesAsync(path, Token));
        Assert.False(storage.TryGetLocalPath(Key("a"), out _));
    }

    [Fact]
    public void Directories_larger_than_a_page_are_listed_whole_and_in_order()
    {
        var layout = new StorageLayout(_root.Path);
        layout.Create();
        var keys = Enumerable.Range(0, 50).Select(number => Key($"many/{number * 7919 % 1000}{(number % 3 == 0 ? "/x" : string.Empty)}")).ToList();
        foreach (var key in keys)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(layout.PathOf(key))!);
            File.WriteAllBytes(layout.PathOf(key), [1]);
        }

        Assert.Equal(
            keys.Select(key => key.Value).Order(StringComparer.Ordinal),
            new ObjectListing(layout, pageSize: 3).Walk("many/").Select(key => key.Value));
    }

    [Fact]
    public async Task The_builder_fills_the_slot_and_tells_its_health()
    {
        var services = new ServiceCollection();
        new Builder(services).UseFileSystemStorage(options => options.RootDirectory = _root.Path);
        await using var provider = services.BuildServiceProvider();

        var storage = provider.GetRequiredService<IDocumentStorage>();

        Assert.NotNull(storage.FindCapability<ILocalFileAccess>());
        Assert.NotNull(storage.FindCapability<IStorageMaintenance>());
        var probe = Assert.Single(provider.GetServices<IHealthProbe>());
        Assert.Equal("storage", probe.Component);
        Assert.DoesNotContain(_root.Path, await probe.ProbeAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public void A_root_directory_is_required()
    {
        var services = new ServiceCollection();
        new Builder(services).UseFileSystemStorage();
        using var provider = services.BuildServiceProvider();

        var error = Assert.Throws<OptionsValidationException>(() => (object)provider.GetRequiredService<IDocumentStorage>());

        Assert.Contains("RootDirectory", error.Message, StringComparison.Ordinal);
    }

    private static ObjectKey Key(string name) => ObjectKey.Parse(name, null);

    private async Task AssertUnavailableAsync(Func<Task> call)
    {
        var error = await Assert.ThrowsAsync<StorageUnavailableException>(call);
        Assert.DoesNotContain(_root.Path, error.Message, StringComparison.Ordinal);
    }

    private sealed record Builder(IServiceCollection Services) : IDocumentProcessingBuilder;

    private sealed class GatedStream(byte[] content) : MemoryStream(content)
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reached => _reached.Task;

        public void Open() => _gate.TrySetResult();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _reached.TrySetResult();
            await _gate.Task.WaitAsync(cancellationToken);
            return Read(buffer.Span);
        }
    }
}
