using System.Buffers;
using System.Security.Cryptography;

namespace DocProcessing.Client.Uploads;

/// <summary>One part in memory, with its hash: what is sent again is what was sent.</summary>
internal sealed class UploadPart(int number, long offset, int length, Func<Memory<byte>, long, CancellationToken, ValueTask>? read) : IDisposable
{
    private const int BlockBytes = 1 << 20;

    private byte[]? _buffer;
    private int _readers;

    public int Number => number;

    public int Length => length;

    public string Hash { get; private set; } = string.Empty;

    /// <summary>Gets the bytes, as far as they are loaded.</summary>
    public Memory<byte> Bytes => Buffer.AsMemory(0, length);

    private byte[] Buffer => _buffer ??= ArrayPool<byte>.Shared.Rent(length);

    /// <summary>Reads the bytes, where they are not there yet, and hashes them block by block while they are still near.</summary>
    public async ValueTask LoadAsync(PartChecksum checksum, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(checksum == PartChecksum.Md5 ? HashAlgorithmName.MD5 : HashAlgorithmName.SHA256);
        for (var done = 0; done < length; done += BlockBytes)
        {
            var block = Bytes.Slice(done, Math.Min(BlockBytes, length - done));
            if (read is not null)
            {
                await read(block, offset + done, cancellationToken);
            }

            hash.AppendData(block.Span);
        }

        Hash = Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Lends the bytes to a request, which may outlive the wait for its answer.</summary>
    public void Lend() => Interlocked.Increment(ref _readers);

    public void GiveBack() => Interlocked.Decrement(ref _readers);

    public void Dispose()
    {
        // A buffer that a broken request may still read is left to the garbage collector: another part's bytes must not get into it.
        if (_buffer is { } buffer && Volatile.Read(ref _readers) == 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        _buffer = null;
    }
}
