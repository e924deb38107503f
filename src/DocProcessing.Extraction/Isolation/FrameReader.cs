using System.Buffers.Binary;

namespace DocProcessing.Extraction.Isolation;

/// <summary>A frame; its payload is valid until the next one is read.</summary>
internal readonly record struct Frame(FrameKind Kind, ReadOnlyMemory<byte> Payload);

/// <summary>Reads frames.</summary>
internal sealed class FrameReader(Stream stream)
{
    private const int MaxPayload = 16 << 20;
    private const int HeaderSize = 5;

    private byte[] _buffer = new byte[128 * 1024];
    private int _start;
    private int _end;

    /// <summary>Reads the next frame.</summary>
    /// <returns>The frame, or <see langword="null"/> at the end, even within a frame.</returns>
    /// <exception cref="InvalidDataException">What came is no frame.</exception>
    public async ValueTask<Frame?> ReadAsync(CancellationToken cancellationToken)
    {
        if (!await FillAsync(HeaderSize, cancellationToken))
        {
            return null;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(_buffer.AsSpan(_start));
        var kind = (FrameKind)_buffer[_start + 4];
        if (length is < 0 or > MaxPayload || kind is < FrameKind.Command or > FrameKind.Failed)
        {
            throw new InvalidDataException("The other process does not speak the protocol.");
        }

        if (!await FillAsync(HeaderSize + length, cancellationToken))
        {
            return null;
        }

        var payload = _buffer.AsMemory(_start + HeaderSize, length);
        _start += HeaderSize + length;
        return new Frame(kind, payload);
    }

    private async ValueTask<bool> FillAsync(int count, CancellationToken cancellationToken)
    {
        if (_end - _start >= count)
        {
            return true;
        }

        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        if (_buffer.Length < count)
        {
            Array.Resize(ref _buffer, count);
        }

        while (_end < count)
        {
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            if (read == 0)
            {
                return false;
            }

            _end += read;
        }

        return true;
    }
}
