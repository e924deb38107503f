using System.Threading.RateLimiting;

namespace DocProcessing.S3;

/// <summary>Content on its way to the store.</summary>
internal sealed class UploadBuffer(NativeBlock block, BlockPool pool, RateLimitLease room) : IDisposable
{
    private int _isReturned;

    /// <summary>Gets how much was written.</summary>
    public long Length { get; private set; }

    public void Write(ReadOnlySpan<byte> content)
    {
        block.WriteSpan((ulong)Length, content);
        Length += content.Length;
    }

    public void Clear() => Length = 0;

    /// <summary>Opens what was written; each try of a call has a stream of its own.</summary>
    public Stream OpenRead() => new UnmanagedMemoryStream(block, 0, Length, FileAccess.Read);

    public void Dispose()
    {
        // Only once: a block that came back twice would be lent to two at a time.
        if (Interlocked.Exchange(ref _isReturned, 1) == 0)
        {
            pool.Return(block);
            room.Dispose();
        }
    }
}
