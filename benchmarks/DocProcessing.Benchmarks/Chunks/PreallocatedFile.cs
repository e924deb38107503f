using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace DocProcessing.Benchmarks.Chunks;

/// <summary>The least that can be done with a chunk: its MD5 and its bytes in a file that has its space already.</summary>
internal sealed class PreallocatedFile : IDisposable
{
    private readonly string _path;
    private readonly SafeFileHandle _handle;

    public PreallocatedFile(string path)
    {
        _path = path;
        _handle = File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.None, preallocationSize: Payload.TotalBytes);
    }

    public void HashAndWrite(int partNumber, ReadOnlyMemory<byte> part)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        for (var offset = 0; offset < part.Length; offset += Payload.BlockBytes)
        {
            var block = part.Span.Slice(offset, Math.Min(Payload.BlockBytes, part.Length - offset));
            hash.AppendData(block);
            RandomAccess.Write(_handle, block, OffsetOf(partNumber) + offset);
        }

        RequireHash(hash);
    }

    /// <summary>Does the same with bytes that are still on their way.</summary>
    public async Task HashAndWriteAsync(int partNumber, Stream body, byte[] block, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        var wanted = block.AsMemory(0, Payload.BlockBytes);
        var offset = OffsetOf(partNumber);
        int count;
        while ((count = await body.ReadAtLeastAsync(wanted, Payload.BlockBytes, throwOnEndOfStream: false, cancellationToken)) > 0)
        {
            hash.AppendData(wanted.Span[..count]);
            RandomAccess.Write(_handle, wanted.Span[..count], offset);
            offset += count;
        }

        RequireHash(hash);
    }

    public void Dispose()
    {
        _handle.Dispose();
        File.Delete(_path);
    }

    private static long OffsetOf(int partNumber) => (partNumber - 1L) * Payload.PartBytes;

    private static void RequireHash(IncrementalHash hash)
    {
        if (Convert.ToHexStringLower(hash.GetHashAndReset()) != Payload.Md5.Hex)
        {
            throw new InvalidDataException("The chunk did not arrive as it was sent.");
        }
    }
}
