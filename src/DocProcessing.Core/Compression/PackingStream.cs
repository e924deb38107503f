using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;

namespace DocProcessing.Compression;

/// <summary>Content as a compressed object, made while the store reads it: in one pass, with one block in memory.</summary>
internal sealed class PackingStream : ForwardStream
{
    // 2^18 is the smallest window that spans a block.
    private const int Window = 18;

    private static readonly int PackedSize = BlockFormat.BlockHeadSize + BrotliEncoder.GetMaxCompressedLength(BlockFormat.BlockSize);

    private readonly Stream _content;
    private readonly byte[] _header;
    private readonly int _quality;
    private readonly List<int> _blocks = [];
    private byte[] _block = ArrayPool<byte>.Shared.Rent(BlockFormat.BlockSize);
    private byte[] _packed = ArrayPool<byte>.Shared.Rent(PackedSize);
    private int _blockLength;
    private int? _firstPacked;
    private ReadOnlyMemory<byte> _ready;
    private long _length;
    private bool _ended;

    private PackingStream(ObjectKey key, Stream content, int quality)
    {
        (_content, _quality) = (content, quality);
        _header = BlockFormat.NewHeader(key);
        _ready = _header;
    }

    /// <summary>Gets the first block of the content, as it came.</summary>
    public ReadOnlyMemory<byte> FirstBlock => _block.AsMemory(0, _blockLength);

    /// <summary>Gets where the blocks lie, once all was read.</summary>
    public BlockLayout Layout => _ended
        ? new BlockLayout(BlockFormat.NonceOf(_header).ToArray(), _length, [.. _blocks])
        : throw new InvalidOperationException("The store has not read the content to its end.");

    /// <summary>Reads the first block, by which a caller decides.</summary>
    public static async Task<PackingStream> BeginAsync(ObjectKey key, Stream content, CompressionLevel level, CancellationToken cancellationToken)
    {
        var packing = new PackingStream(key, content, QualityOf(level));
        try
        {
            packing._blockLength = await packing.ReadBlockAsync(cancellationToken);
            return packing;
        }
        catch
        {
            packing.Dispose();
            throw;
        }
    }

    /// <summary>Computes how much smaller the content gets, by its first block.</summary>
    /// <returns>The share that is saved, up to 1; below 0 when it gets larger.</returns>
    public double MeasureGain() =>
        _blockLength == 0 ? double.NegativeInfinity : 1 - ((double)(PackFirst() + BlockFormat.SmallestObject + BlockFormat.IndexEntrySize) / _blockLength);

    public override int Read(Span<byte> buffer)
    {
        while (_ready.IsEmpty && !_ended)
        {
            if (_blocks.Count > 0 && _blockLength > 0)
            {
                _blockLength = _content.ReadAtLeast(_block.AsSpan(0, BlockFormat.BlockSize), BlockFormat.BlockSize, throwOnEndOfStream: false);
            }

            Advance();
        }

        return Move(ref _ready, buffer);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (_ready.IsEmpty && !_ended)
        {
            if (_blocks.Count > 0 && _blockLength > 0)
            {
                _blockLength = await ReadBlockAsync(cancellationToken);
            }

            Advance();
        }

        return Move(ref _ready, buffer.Span);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && _block.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_block);
            ArrayPool<byte>.Shared.Return(_packed);
            (_block, _packed, _blockLength) = ([], [], 0);
        }

        base.Dispose(disposing);
    }

    private static int QualityOf(CompressionLevel level) => level switch
    {
        CompressionLevel.Fastest => 1,
        CompressionLevel.SmallestSize => 9,
        _ => 4,
    };

    private ValueTask<int> ReadBlockAsync(CancellationToken cancellationToken) =>
        _content.ReadAtLeastAsync(_block.AsMemory(0, BlockFormat.BlockSize), BlockFormat.BlockSize, throwOnEndOfStream: false, cancellationToken);

    private void Advance()
    {
        if (_blockLength > 0)
        {
            var stored = _blocks.Count == 0 ? PackFirst() : Pack();
            _blocks.Add(stored);
            _length += _blockLength;
            _ready = _packed.AsMemory(0, stored);
            return;
        }

        _ready = BlockFormat.WriteEnd(BlockFormat.NonceOf(_header), _blocks, _length);
        _ended = true;
    }

    private int PackFirst() => _firstPacked ??= Pack();

    /// <summary>Packs the block at hand.</summary>
    /// <returns>How many bytes it takes with its head.</returns>
    private int Pack()
    {
        var content = _block.AsSpan(0, _blockLength);
        var body = _packed.AsSpan(BlockFormat.BlockHeadSize);
        var flag = 0u;
        if (!BrotliEncoder.TryCompress(content, body, out var written, _quality, Window) || written >= content.Length)
        {
            content.CopyTo(body);
            (written, flag) = (content.Length, BlockFormat.RawBlock);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(_packed, (uint)written | flag);
        BlockFormat.CheckOfBlock(_packed.AsSpan(sizeof(uint), BlockFormat.CheckSize), BlockFormat.NonceOf(_header), _blocks.Count, content);
        return BlockFormat.BlockHeadSize + written;
    }
}
