using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using DocProcessing.FileSystem;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Win32.SafeHandles;

namespace DocProcessing.Benchmarks.Throughput.Servers;

/// <summary>The least that can be done: a raw body is hashed and written as it arrives, a chunk to its place in a file that has its space already.</summary>
internal sealed class RawServer(string directory)
{
    private const int BlockBytes = 256 << 10;

    private readonly ConcurrentDictionary<string, SafeFileHandle> _open = new();

    public void Map(WebApplication app)
    {
        app.MapPost("/uploads/{id}", (string id, long length) => _open[id] = Create(id, length));
        app.MapPut("/uploads/{id}", async (HttpContext context, string id, long offset, string md5) => await ReceiveAsync(context, _open[id], offset, md5));
        app.MapDelete("/uploads/{id}", (string id) =>
        {
            _open.Remove(id, out var file);
            file!.Dispose();
            File.Delete(Path.Combine(directory, id));
        });
        app.MapPut("/files/{name}", async (HttpContext context, string name, string md5, bool sync) =>
        {
            using var file = Create(name, context.Request.ContentLength!.Value);
            await ReceiveAsync(context, file, 0, md5);
            if (sync)
            {
                RandomAccess.FlushToDisk(file);
                DirectorySync.Flush(directory);
            }
        });
    }

    private SafeFileHandle Create(string name, long length) =>
        File.OpenHandle(Path.Combine(directory, name), FileMode.Create, FileAccess.Write, FileShare.ReadWrite, preallocationSize: length);

    private static async Task ReceiveAsync(HttpContext context, SafeFileHandle file, long offset, string md5)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        var block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            int count;
            while ((count = await context.Request.Body.ReadAtLeastAsync(block, block.Length, throwOnEndOfStream: false, context.RequestAborted)) > 0)
            {
                hash.AppendData(block, 0, count);
                RandomAccess.Write(file, block.AsSpan(0, count), offset);
                offset += count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }

        if (Convert.ToHexStringLower(hash.GetHashAndReset()) != md5)
        {
            throw new InvalidDataException("The bytes did not arrive as they were sent.");
        }
    }
}
