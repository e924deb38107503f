using System.Runtime.InteropServices;
using System.Threading.RateLimiting;

namespace DocProcessing.S3;

/// <summary>
/// Content on its way to the store, outside of the collector's heap: what many parts hold for a moment would make the collector let everything else grow with it.
/// Pages that are not written yet take no memory, so a slow client holds only what it has sent.
/// </summary>
internal sealed class UploadBuffer(long bytes, RateLimitLease room) : IDisposable
{
    private readonly NativeBlock _block = new(bytes);

    /// <summary>Gets how much was written.</summary>
    public long Length { get; private set; }

    public void Write(ReadOnlySpan<byte> content)
    {
        _block.WriteSpan((ulong)Length, content);
        Length += content.Length;
    }

    public void Clear() => Length = 0;

    /// <summary>Opens what was written; each try of a call has a stream of its own.</summary>
    public Stream OpenRead() => new UnmanagedMemoryStream(_block, 0, Length, FileAccess.Read);

    public void Dispose()
    {
        _block.Dispose();
        room.Dispose();
    }

    private sealed class NativeBlock : SafeBuffer
    {
        public NativeBlock(long bytes)
            : base(ownsHandle: true)
        {
            SetHandle(Marshal.AllocHGlobal((nint)bytes));
            Initialize((ulong)bytes);
        }

        protected override bool ReleaseHandle()
        {
            Marshal.FreeHGlobal(handle);
            return true;
        }
    }
}
