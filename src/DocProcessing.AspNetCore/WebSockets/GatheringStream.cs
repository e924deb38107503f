using System.Buffers;

namespace DocProcessing.WebSockets;

/// <summary>
/// The connection below a socket, which lets frames gather while more follow, so that many small messages cost one write to the network.
/// The socket writes to it one frame at a time, its own pings and pongs too: whatever comes stays in order.
/// </summary>
/// <param name="connection">The connection as the server gave it.</param>
internal sealed class GatheringStream(Stream connection) : Stream
{
    private const int Capacity = 32 << 10;

    private byte[]? _gathered;
    private int _length;

    /// <summary>Gets or sets whether what is written next may wait for what follows it.</summary>
    public bool MoreFollows { get; set; }

    /// <summary>Gets or sets what ends a write that its reader does not take.</summary>
    public CancellationToken Abort { get; set; }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!MoreFollows && _length == 0)
        {
            return connection.WriteAsync(buffer, Abort);
        }

        if (_length + buffer.Length > Capacity)
        {
            return WriteGatheredAsync(buffer);
        }

        _gathered ??= ArrayPool<byte>.Shared.Rent(Capacity);
        buffer.Span.CopyTo(_gathered.AsSpan(_length));
        _length += buffer.Length;
        return MoreFollows ? ValueTask.CompletedTask : WriteGatheredAsync(ReadOnlyMemory<byte>.Empty);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => _length > 0 ? Task.CompletedTask : connection.FlushAsync(Abort);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => connection.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        connection.ReadAsync(buffer, offset, count, cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => connection.Read(buffer, offset, count);

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            connection.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask WriteGatheredAsync(ReadOnlyMemory<byte> rest)
    {
        // A buffer whose write has failed is not given back: the connection may still read it.
        if (_gathered is { } gathered)
        {
            await connection.WriteAsync(gathered.AsMemory(0, _length), Abort);
            (_gathered, _length) = (null, 0);
            ArrayPool<byte>.Shared.Return(gathered);
        }

        if (!rest.IsEmpty)
        {
            await connection.WriteAsync(rest, Abort);
        }
    }
}
