using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;

namespace DocProcessing.Transport;

/// <summary>Lends the blocks of memory into which the server reads from its sockets: one pool for all that ask.</summary>
internal sealed class SocketBlockPool(int blockBytes) : MemoryPool<byte>, IMemoryPoolFactory<byte>
{
    // What a burst of connections needed beyond this goes back to the garbage collector.
    private const int MaxIdleBytes = 64 << 20;

    private readonly ConcurrentQueue<Block> _idle = [];
    private readonly int _maxIdle = MaxIdleBytes / blockBytes;

    public override int MaxBufferSize => blockBytes;

    public int Idle => _idle.Count;

    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => this;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, blockBytes);
        if (!_idle.TryDequeue(out var block))
        {
            return new Block(this);
        }

        block.Lend();
        return block;
    }

    // Shared, so that it outlives each of its users; blocks that nobody holds are collected with it.
    protected override void Dispose(bool disposing)
    {
    }

    private void Return(Block block)
    {
        if (_idle.Count < _maxIdle)
        {
            _idle.Enqueue(block);
        }
    }

    private sealed class Block(SocketBlockPool pool) : IMemoryOwner<byte>
    {
        // Pinned from the start: the system writes to it while it may not move.
        private readonly Memory<byte> _memory = Pin(pool.MaxBufferSize);
        private int _isLent = 1;

        public Memory<byte> Memory => _memory;

        public void Lend() => Volatile.Write(ref _isLent, 1);

        public void Dispose()
        {
            // Only once: a block that came back twice would be lent to two at a time.
            if (Interlocked.Exchange(ref _isLent, 0) == 1)
            {
                pool.Return(this);
            }
        }

        private static Memory<byte> Pin(int length) =>
            MemoryMarshal.CreateFromPinnedArray(GC.AllocateUninitializedArray<byte>(length, pinned: true), 0, length);
    }
}
