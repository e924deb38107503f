using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;

namespace DocProcessing.FileSystem;

/// <summary>Storage on local disk, for the processes of one machine.</summary>
internal sealed class FileSystemDocumentStorage : IDocumentStorage, ILocalFileAccess, IStorageMaintenance
{
    private readonly StorageLayout _layout;
    private readonly ObjectFiles _objects;
    private readonly MultipartFiles _uploads;
    private readonly PartJoin _join;
    private readonly StorageSweep _sweep;

    public FileSystemDocumentStorage(IOptions<FileSystemStorageOptions> options, TimeProvider clock, BootIdentity boot)
    {
        var settings = options.Value;
        var writers = new LiveWriters();
        _layout = new StorageLayout(settings.RootDirectory);
        var sync = new DiskSync();
        var names = new NameSync(_layout.Objects, sync);
        _objects = new ObjectFiles(_layout, names, new DiskThreads(), clock);
        _uploads = new MultipartFiles(_layout, writers, new Preallocation(settings, _layout.Root), sync, clock, boot);
        _join = new PartJoin(_layout, _uploads, _objects, names, writers, boot);
        _sweep = new StorageSweep(_layout, _uploads, clock, settings.AbandonedTempAfter);
        FileErrors.Run("make its root directory", _layout.Create);
    }

    public StorageLimits Limits => MultipartFiles.Limits;

    public Task<StoredObject> PutAsync(ObjectKey key, Stream content, string? contentType, CancellationToken cancellationToken) =>
        _objects.PutAsync(key, content, cancellationToken);

    public Task<Stream> OpenReadAsync(ObjectKey key, ByteRange? range, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (range is not { } part)
        {
            return Task.FromResult<Stream>(_objects.OpenRead(key));
        }

        ArgumentOutOfRangeException.ThrowIfNegative(part.Offset, nameof(range));
        ArgumentOutOfRangeException.ThrowIfNegative(part.Length, nameof(range));
        var file = _objects.OpenRead(key);
        return Task.FromResult<Stream>(new StreamSlice(file, part.Offset, Math.Clamp(file.Length - part.Offset, 0, part.Length)));
    }

    public Task<StoredObject?> StatAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(FileErrors.Run("look an object up", () =>
        {
            var stored = _objects.Stat(key);
            if (stored is null)
            {
                _layout.RequireRoot();
            }

            return stored;
        }));
    }

    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        await Task.CompletedTask;
        foreach (var key in new ObjectListing(_layout).Walk(prefix))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (FileErrors.Run("list objects", () => _objects.Stat(key)) is { } stored)
            {
                yield return stored;
            }
        }
    }

    public Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        FileErrors.Run("delete an object", () => _objects.Delete(key));
        return Task.CompletedTask;
    }

    public Task<MultipartUpload> InitiateMultipartAsync(ObjectKey key, long length, long partSize, string? contentType, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(_uploads.Initiate(key, length, partSize));
    }

    public ValueTask<IPartWriter> OpenPartAsync(MultipartUpload upload, int partNumber, string? keepETag, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult<IPartWriter>(_uploads.OpenPart(upload, partNumber, keepETag));
    }

    public IAsyncEnumerable<StoredPart> ListPartsAsync(MultipartUpload upload, CancellationToken cancellationToken) =>
        _uploads.ListPartsAsync(upload, cancellationToken);

    public Task<StoredObject> CompleteMultipartAsync(MultipartUpload upload, IReadOnlyList<StoredPart> parts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(upload);
        ArgumentNullException.ThrowIfNull(parts);

        // A thread of its own: syncing a large file takes seconds, and the pool's threads serve requests.
        return Task.Factory.StartNew(
            () => FileErrors.Run("join an upload", () => _join.Run(upload, parts, cancellationToken)),
            cancellationToken,
            TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach,
            TaskScheduler.Default);
    }

    public Task AbortMultipartAsync(ObjectKey key, string uploadId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _uploads.Abort(key, uploadId);
        return Task.CompletedTask;
    }

    public IAsyncEnumerable<ListedMultipartUpload> ListMultipartAsync(string prefix, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        return _uploads.ListAsync(prefix, cancellationToken);
    }

    public bool TryGetLocalPath(ObjectKey key, [NotNullWhen(true)] out string? path)
    {
        var candidate = _layout.PathOf(key);
        path = File.Exists(candidate) ? candidate : null;
        return path is not null;
    }

    public Task<int> SweepAsync(CancellationToken cancellationToken) =>
        Task.Run(() => FileErrors.Run("sweep", () => _sweep.Run(cancellationToken)), cancellationToken);

    /// <summary>Writes and deletes a small file: the cheapest proof that documents can be stored.</summary>
    public string Probe() => FileErrors.Run("write", () =>
    {
        _layout.RequireRoot();
        var path = _layout.NewTempPath();
        File.WriteAllBytes(path, [0]);
        File.Delete(path);
        return $"file system, {new DriveInfo(_layout.Root).AvailableFreeSpace >> 20} MiB free";
    });
}
