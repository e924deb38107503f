using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;

namespace DocProcessing.Compression;

/// <summary>Compresses what is put whole into another store, and reads it back as it was, ranges included.</summary>
/// <remarks>
/// An object is compressed if, and only if, it begins with a header that is made of its own key; whatever else lies in the store, of an earlier
/// time or uploaded in parts, is plain. Parts pass through as they are: stores want them in the size that the client sends, may get them again
/// in another version, and keep what they acknowledged, none of which a later rewrite could keep true.
/// Lengths are those of the content, in lists too. A damaged object is listed with its stored length, so that it can be found and deleted.
/// </remarks>
internal sealed class CompressedStorage(IDocumentStorage inner, CompressionChoice choice, IOptions<CompressionOptions> options) : IDocumentStorage
{
    private readonly CompressedObjects _objects = new(inner);

    public StorageLimits Limits => inner.Limits;

    /// <summary>Hands on what is known to stay true. What is not known here could give compressed bytes away, such as a link to download them.</summary>
    public TCapability? FindCapability<TCapability>()
        where TCapability : class
    {
        if (typeof(TCapability) == typeof(ILocalFileAccess))
        {
            return inner.FindCapability<ILocalFileAccess>() is { } files ? new PlainFileAccess(files) as TCapability : null;
        }

        return typeof(TCapability) == typeof(IStorageMaintenance) ? inner.FindCapability<TCapability>() : null;
    }

    public async Task<StoredObject> PutAsync(ObjectKey key, Stream content, string? contentType, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        long? start = content.CanSeek ? content.Position : null;
        using var packing = await PackingStream.BeginAsync(key, content, options.Value.Level, cancellationToken);

        // Content that begins as compressed objects do is wrapped whatever its type, or it would be taken for one.
        if (choice.IsWorthwhile(contentType, packing) || BlockFormat.FormOf(key, packing.FirstBlock.Span) != ObjectForm.Plain)
        {
            var stored = await inner.PutAsync(key, packing, contentType, cancellationToken);
            return _objects.Remember(stored, packing.Layout);
        }

        if (start is { } position)
        {
            content.Position = position;
            return _objects.Remember(await inner.PutAsync(key, content, contentType, cancellationToken), null);
        }

        await using var restarted = new RestartedStream(packing.FirstBlock, content, ownsRest: false);
        return _objects.Remember(await inner.PutAsync(key, restarted, contentType, cancellationToken), null);
    }

    public async Task<Stream> OpenReadAsync(ObjectKey key, ByteRange? range, CancellationToken cancellationToken)
    {
        if (range is not { } part)
        {
            return await OpenWholeAsync(key, cancellationToken);
        }

        ArgumentOutOfRangeException.ThrowIfNegative(part.Offset, nameof(range));
        ArgumentOutOfRangeException.ThrowIfNegative(part.Length, nameof(range));
        while (true)
        {
            var seen = await inner.StatAsync(key, cancellationToken);
            var found = await _objects.ResolveAsync(seen, cancellationToken) ?? throw new ObjectNotFoundException(key);
            var stream = await OpenRangeAsync(found, part, cancellationToken);

            // Which bytes to open was decided by a version that may have been replaced before they were opened.
            if (await IsStillAsync(found.Stored, stream, cancellationToken))
            {
                return stream;
            }
        }
    }

    public async Task<StoredObject?> StatAsync(ObjectKey key, CancellationToken cancellationToken) =>
        (await _objects.ResolveAsync(await inner.StatAsync(key, cancellationToken), cancellationToken))?.Stored;

    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var seen in inner.ListAsync(prefix, cancellationToken))
        {
            if (await DescribeAsync(seen, cancellationToken) is { } stored)
            {
                yield return stored;
            }
        }
    }

    public Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken) => inner.DeleteAsync(key, cancellationToken);

    public Task<MultipartUpload> InitiateMultipartAsync(ObjectKey key, long length, long partSize, string? contentType, CancellationToken cancellationToken) =>
        inner.InitiateMultipartAsync(key, length, partSize, contentType, cancellationToken);

    public async ValueTask<IPartWriter> OpenPartAsync(MultipartUpload upload, int partNumber, string? keepETag, CancellationToken cancellationToken)
    {
        var writer = await inner.OpenPartAsync(upload, partNumber, keepETag, cancellationToken);
        return partNumber == 1 ? new GuardedPartWriter(upload.Key, writer) : writer;
    }

    public IAsyncEnumerable<StoredPart> ListPartsAsync(MultipartUpload upload, CancellationToken cancellationToken) =>
        inner.ListPartsAsync(upload, cancellationToken);

    public async Task<StoredObject> CompleteMultipartAsync(MultipartUpload upload, IReadOnlyList<StoredPart> parts, CancellationToken cancellationToken)
    {
        var stored = await inner.CompleteMultipartAsync(upload, parts, cancellationToken);
        return (await _objects.ResolveAsync(stored, cancellationToken))?.Stored ?? stored;
    }

    public Task AbortMultipartAsync(ObjectKey key, string uploadId, CancellationToken cancellationToken) =>
        inner.AbortMultipartAsync(key, uploadId, cancellationToken);

    public IAsyncEnumerable<ListedMultipartUpload> ListMultipartAsync(string prefix, CancellationToken cancellationToken) =>
        inner.ListMultipartAsync(prefix, cancellationToken);

    private async Task<Stream> OpenWholeAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        var stored = await inner.OpenReadAsync(key, null, cancellationToken);
        try
        {
            var header = new byte[BlockFormat.HeaderSize];
            var read = await stored.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, cancellationToken);
            if (BlockFormat.ReadHeader(key, header.AsSpan(0, read)) is { } nonce)
            {
                return new UnpackingStream(key, stored, nonce, firstBlock: 0, skip: 0, wanted: null);
            }

            if (!stored.CanSeek)
            {
                return new RestartedStream(header.AsMemory(0, read), stored, ownsRest: true);
            }

            stored.Position = 0;
            return stored;
        }
        catch
        {
            await stored.DisposeAsync();
            throw;
        }
    }

    private async Task<Stream> OpenRangeAsync(FoundObject found, ByteRange range, CancellationToken cancellationToken)
    {
        var key = found.Stored.Key;
        if (found.Layout is not { } layout)
        {
            return await inner.OpenReadAsync(key, range, cancellationToken);
        }

        var length = Math.Clamp(layout.Length - range.Offset, 0, range.Length);
        if (length == 0)
        {
            return Stream.Null;
        }

        var (first, skip) = Math.DivRem(range.Offset, BlockFormat.BlockSize);
        var last = (range.Offset + length - 1) / BlockFormat.BlockSize;
        var stored = await inner.OpenReadAsync(key, layout.StoredRangeOf((int)first, (int)last), cancellationToken);
        return new UnpackingStream(key, stored, layout.Nonce, first, (int)skip, length);
    }

    private async Task<bool> IsStillAsync(StoredObject found, Stream opened, CancellationToken cancellationToken)
    {
        try
        {
            if ((await inner.StatAsync(found.Key, cancellationToken))?.ETag == found.ETag)
            {
                return true;
            }
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }

        await opened.DisposeAsync();
        return false;
    }

    private async Task<StoredObject?> DescribeAsync(StoredObject seen, CancellationToken cancellationToken)
    {
        try
        {
            return (await _objects.ResolveAsync(seen, cancellationToken))?.Stored;
        }
        catch (StorageException)
        {
            return seen;
        }
    }
}
