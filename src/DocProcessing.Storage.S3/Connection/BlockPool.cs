using System.Runtime.InteropServices;

namespace DocProcessing.S3;

/// <summary>Memory outside of the collector's heap: what many parts hold for a moment would make the collector let everything else grow with it.</summary>
internal sealed class NativeBlock : SafeBuffer
{
    public NativeBlock(long bytes)
        : base(ownsHandle: true)
    {
        SetHandle(Marshal.AllocHGlobal((nint)bytes));
        Initialize((ulong)bytes);
    }

    public long Size => (long)ByteLength;

    protected override bool ReleaseHandle()
    {
        Marshal.FreeHGlobal(handle);
        return true;
    }
}

/// <summary>
/// Lends blocks and keeps those that come back, all together never more than a limit. Parts are nearly all of one size, so hardly a block is made anew;
/// pages of a block that were never written take no memory.
/// </summary>
/// <param name="maxBytes">The limit; whoever rents must not have more than this in use.</param>
internal sealed class BlockPool(long maxBytes) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<NativeBlock> _free = [];
    private long _bytes;

    public NativeBlock Rent(long bytes)
    {
        lock (_gate)
        {
            var fitting = _free.FindLastIndex(block => block.Size == bytes);
            if (fitting >= 0)
            {
                var block = _free[fitting];
                _free.RemoveAt(fitting);
                return block;
            }

            // Blocks of other sizes make room.
            while (_bytes + bytes > maxBytes && _free.Count > 0)
            {
                _bytes -= _free[0].Size;
                _free[0].Dispose();
                _free.RemoveAt(0);
            }

            _bytes += bytes;
            return new NativeBlock(bytes);
        }
    }

    public void Return(NativeBlock block)
    {
        lock (_gate)
        {
            _free.Add(block);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _free.ForEach(block => block.Dispose());
            _free.Clear();
        }
    }
}
