using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;

namespace DocProcessing.Compression;

/// <summary>Reads the content of a compressed object, block by block; each is checked before a byte of it is given.</summary>
/// <param name="key">The object, for errors.</param>
/// <param name="stored">The stored bytes, from the head of a block. Disposed with this.</param>
/// <param name="nonce">The object's nonce.</param>
/// <param name="firstBlock">The number of that block, from 0.</param>
/// <param name="skip">The bytes of its content that are not wanted.</param>
/// <param name="wanted">The bytes wanted; <see langword="null"/> for all, and then the end is checked too.</param>
internal sealed class UnpackingStream(ObjectKey key, Stream stored, byte[] nonce, long firstBlock, int skip, long? wanted) : ForwardStream
{
    private byte[] _packed = ArrayPool<byte>.Shared.Rent(BlockFormat.CheckSize + BlockFormat.BlockSize);
    private byte[] _content = ArrayPool<byte>.Shared.Rent(BlockFormat.BlockSize);
    private ReadOnlyMemory<byte> _ready;
    private long _next = firstBlock;
    private long _left = wanted ?? long.MaxValue;
    private long _read;
    private int _skip = skip;
    private bool _sawShortBlock;
    private bool _ended;

    public override int Read(Span<byte> buffer)
    {
        while (IsThirsty(buffer.Length))
        {
            var head = _packed.AsMemory(0, sizeof(uint));
            Require(stored.ReadAtLeast(head.Span, head.Length, throwOnEndOfStream: false) == head.Length);
            var (mark, rest) = Expect(head.Span);
            Require(stored.ReadAtLeast(rest.Span, rest.Length, throwOnEndOfStream: false) == rest.Length);
            Take(mark, rest.Span);
        }

        return Give(buffer);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (IsThirsty(buffer.Length))
        {
            var head = _packed.AsMemory(0, sizeof(uint));
            Require(await stored.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken) == head.Length);
            var (mark, rest) = Expect(head.Span);
            Require(await stored.ReadAtLeastAsync(rest, rest.Length, throwOnEndOfStream: false, cancellationToken) == rest.Length);
            Take(mark, rest.Span);
        }

        return Give(buffer.Span);
    }

    public override async ValueTask DisposeAsync()
    {
        await stored.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            stored.Dispose();
            if (_packed.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(_packed);
                ArrayPool<byte>.Shared.Return(_content);
                (_packed, _content, _ready, _left) = ([], [], default, 0);
            }
        }

        base.Dispose(disposing);
    }

    private bool IsThirsty(int asked) => asked > 0 && _left > 0 && _ready.IsEmpty && !_ended;

    private int Give(Span<byte> buffer)
    {
        var given = Move(ref _ready, buffer[..(int)Math.Min(buffer.Length, _left)]);
        _left -= given;
        return given;
    }

    /// <summary>Reads a block's first bytes, or those of the end, and tells what has to follow.</summary>
    private (uint Mark, Memory<byte> Following) Expect(ReadOnlySpan<byte> head)
    {
        var mark = BinaryPrimitives.ReadUInt32LittleEndian(head);
        if (mark == 0)
        {
            return (mark, new byte[checked((int)(_next * BlockFormat.IndexEntrySize) + BlockFormat.FooterSize)]);
        }

        var length = mark & ~BlockFormat.RawBlock;
        Require(length is > 0 and <= BlockFormat.BlockSize && !_sawShortBlock);
        return (mark, _packed.AsMemory(0, BlockFormat.CheckSize + (int)length));
    }

    private void Take(uint mark, ReadOnlySpan<byte> rest)
    {
        if (mark == 0)
        {
            // A range ends before the end, so what is at its end now is not what was found there.
            Require(wanted is null && BlockFormat.ReadEnd(nonce, rest) is { } layout && layout.Length == _read);
            _ended = true;
            return;
        }

        var length = Unpack(mark, rest[BlockFormat.CheckSize..]);
        Span<byte> check = stackalloc byte[BlockFormat.CheckSize];
        BlockFormat.CheckOfBlock(check, nonce, _next, _content.AsSpan(0, length));
        Require(check.SequenceEqual(rest[..BlockFormat.CheckSize]) && _skip <= length);
        _next++;
        _read += length;
        _sawShortBlock = length < BlockFormat.BlockSize;
        _ready = _content.AsMemory(_skip, length - _skip);
        _skip = 0;
    }

    private int Unpack(uint mark, ReadOnlySpan<byte> body)
    {
        if ((mark & BlockFormat.RawBlock) != 0)
        {
            body.CopyTo(_content);
            return body.Length;
        }

        Require(BrotliDecoder.TryDecompress(body, _content.AsSpan(0, BlockFormat.BlockSize), out var length));
        return length;
    }

    private void Require(bool holds)
    {
        if (!holds)
        {
            throw BlockFormat.Damaged(key);
        }
    }
}
