namespace DocProcessing;

/// <summary>What storage knows of an object.</summary>
/// <param name="Key">Where it is stored.</param>
/// <param name="Length">The size of its content in bytes: what a reader gets.</param>
/// <param name="ETag">The store's opaque token for this content, never a content hash.</param>
/// <param name="LastModified">When it was stored.</param>
public sealed record StoredObject(ObjectKey Key, long Length, string ETag, DateTimeOffset LastModified)
{
    /// <summary>Gets the bytes that it takes in storage: <see cref="Length"/>, unless it is compressed there.</summary>
    public long StoredLength { get; init; } = Length;
}

/// <summary>Part of an object.</summary>
/// <param name="Offset">The first byte, from 0.</param>
/// <param name="Length">The number of bytes.</param>
public readonly record struct ByteRange(long Offset, long Length);

/// <summary>A multipart upload under way in storage.</summary>
/// <param name="Key">Where the joined object will be stored.</param>
/// <param name="Id">The store's own id for the upload.</param>
/// <param name="Length">The size of the whole object in bytes.</param>
/// <param name="PartSize">The size in bytes of every part but the last.</param>
public sealed record MultipartUpload(ObjectKey Key, string Id, long Length, long PartSize)
{
    /// <summary>Gets the number of parts.</summary>
    public int TotalParts => checked((int)((Length + PartSize - 1) / PartSize));

    /// <summary>Computes where a part starts.</summary>
    /// <param name="partNumber">The part, from 1.</param>
    /// <returns>The offset of its first byte in the whole object.</returns>
    public long OffsetOf(int partNumber) => (partNumber - 1) * PartSize;

    /// <summary>Computes how long a part must be.</summary>
    /// <param name="partNumber">The part, from 1.</param>
    /// <returns>Its size in bytes: the part size, and what is left for the last part.</returns>
    public long LengthOf(int partNumber) => Math.Min(PartSize, Length - OffsetOf(partNumber));
}

/// <summary>A part that storage holds.</summary>
/// <param name="Number">The part, from 1.</param>
/// <param name="Length">Its size in bytes.</param>
/// <param name="ETag">The store's opaque token for this version of the part.</param>
/// <param name="Checksum">The hash of its bytes, when the store knows it.</param>
public sealed record StoredPart(int Number, long Length, string ETag, Checksum? Checksum);

/// <summary>A multipart upload that storage lists.</summary>
/// <param name="Key">Where the joined object would be stored.</param>
/// <param name="Id">The store's own id for the upload.</param>
/// <param name="InitiatedAt">When it was initiated.</param>
public sealed record ListedMultipartUpload(ObjectKey Key, string Id, DateTimeOffset InitiatedAt);

/// <summary>What a store accepts.</summary>
/// <param name="MinPartSize">The smallest size in bytes of a part that is not the last.</param>
/// <param name="MaxPartSize">The largest size of a part, in bytes.</param>
/// <param name="MaxParts">The largest number of parts of one upload.</param>
public sealed record StorageLimits(long MinPartSize, long MaxPartSize, int MaxParts);
