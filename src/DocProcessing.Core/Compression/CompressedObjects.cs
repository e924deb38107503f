using System.Buffers.Binary;
using System.Runtime.ExceptionServices;

namespace DocProcessing.Compression;

/// <summary>Looks objects up in storage: which are compressed, how long their content is, where their blocks lie.</summary>
internal sealed class CompressedObjects(IDocumentStorage inner)
{
    // The end of every object up to 255 MiB fits in.
    private const int TailSize = 8 << 10;

    private readonly LayoutCache _cache = new();

    /// <summary>Remembers an object that was just stored.</summary>
    /// <returns>The object with the length of its content.</returns>
    public StoredObject Remember(StoredObject stored, BlockLayout? layout)
    {
        _cache.Put(stored, layout);
        return Describe(stored, layout);
    }

    /// <summary>Finds out what an object is.</summary>
    /// <param name="seen">The object, as storage has just told of it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The object in one version, that one or a newer; <see langword="null"/> when it is gone meanwhile.</returns>
    /// <exception cref="StorageException">Its header, index or footer is damaged.</exception>
    public async Task<FoundObject?> ResolveAsync(StoredObject? seen, CancellationToken cancellationToken)
    {
        while (seen is not null)
        {
            if (seen.Length < BlockFormat.SmallestObject)
            {
                return new FoundObject(seen, null);
            }

            if (_cache.TryGet(seen, out var known))
            {
                return new FoundObject(Describe(seen, known), known);
            }

            var (layout, failure) = await TryReadLayoutAsync(seen, cancellationToken);

            // What was read counts only if it was read of the version that was seen: the object may have been replaced in between.
            var now = await inner.StatAsync(seen.Key, cancellationToken);
            if (now?.ETag == seen.ETag)
            {
                failure?.Throw();
                return new FoundObject(Remember(seen, layout), layout);
            }

            seen = now;
        }

        return null;
    }

    private static StoredObject Describe(StoredObject stored, BlockLayout? layout) => layout is null ? stored : stored with { Length = layout.Length };

    private async Task<(BlockLayout? Layout, ExceptionDispatchInfo? Failure)> TryReadLayoutAsync(StoredObject seen, CancellationToken cancellationToken)
    {
        try
        {
            return (await ReadLayoutAsync(seen, cancellationToken), null);
        }
        catch (Exception exception) when (exception is ObjectNotFoundException or StorageException)
        {
            return (null, ExceptionDispatchInfo.Capture(exception));
        }
    }

    private async Task<BlockLayout?> ReadLayoutAsync(StoredObject seen, CancellationToken cancellationToken)
    {
        var header = await ReadAsync(seen.Key, 0, BlockFormat.HeaderSize, cancellationToken);
        if (BlockFormat.ReadHeader(seen.Key, header) is not { } nonce)
        {
            return null;
        }

        var tail = await ReadAsync(seen.Key, Math.Max(BlockFormat.HeaderSize, seen.Length - TailSize), TailSize, cancellationToken);
        var size = SizeOfEnd(seen, tail);
        if (size > tail.Length)
        {
            tail = await ReadAsync(seen.Key, seen.Length - size, size, cancellationToken);
        }

        return size <= tail.Length && BlockFormat.ReadEnd(nonce, tail.AsSpan(tail.Length - size)) is { } layout
            ? layout
            : throw BlockFormat.Damaged(seen.Key);
    }

    /// <summary>Computes how long index and footer are by the length in the footer, which nothing has proved yet: it must at least be possible.</summary>
    private static int SizeOfEnd(StoredObject seen, byte[] tail)
    {
        var length = tail.Length < BlockFormat.FooterSize ? -1 : BinaryPrimitives.ReadInt64LittleEndian(tail.AsSpan(tail.Length - BlockFormat.FooterSize));
        if (length is < 0 or > long.MaxValue - BlockFormat.BlockSize
            || BlockFormat.CountBlocks(length) > seen.Length / (BlockFormat.BlockHeadSize + BlockFormat.IndexEntrySize))
        {
            throw BlockFormat.Damaged(seen.Key);
        }

        return checked((int)(BlockFormat.CountBlocks(length) * BlockFormat.IndexEntrySize) + BlockFormat.FooterSize);
    }

    private async Task<byte[]> ReadAsync(ObjectKey key, long offset, int length, CancellationToken cancellationToken)
    {
        var bytes = new byte[length];
        await using var stream = await inner.OpenReadAsync(key, new ByteRange(offset, length), cancellationToken);
        var read = await stream.ReadAtLeastAsync(bytes, length, throwOnEndOfStream: false, cancellationToken);
        return read == length ? bytes : bytes[..read];
    }
}

/// <summary>An object in one version.</summary>
/// <param name="Stored">The object; its length is that of its content.</param>
/// <param name="Layout">Where its blocks lie; <see langword="null"/> when it is plain.</param>
internal sealed record FoundObject(StoredObject Stored, BlockLayout? Layout);
