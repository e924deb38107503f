using System.Buffers;
using Microsoft.Extensions.Logging;

namespace DocProcessing.S3;

/// <summary>Stores content of unknown length: at once when it is short, in parts of the store's own when it is not.</summary>
internal sealed partial class S3Put(
    S3Bucket bucket, S3Requests requests, S3Calls calls, S3Objects objects, S3Multipart multipart, UploadBuffers buffers, ILogger<S3Put> logger)
{
    private const int PieceBytes = 8 << 20;
    private const int BlockBytes = 64 << 10;

    public async Task<StoredObject> PutAsync(ObjectKey key, Stream content, string? contentType, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        cancellationToken.ThrowIfCancellationRequested();
        using var buffer = await buffers.RentAsync(PieceBytes, cancellationToken);
        if (await FillAsync(buffer, content, cancellationToken))
        {
            await PutInPiecesAsync(key, content, contentType, buffer, cancellationToken);
        }
        else
        {
            var md5 = ContentMd5.Of(buffer);
            await calls.TransferAsync(
                "store an object",
                token => bucket.Client.PutObjectAsync(requests.Put(bucket.KeyOf(key), buffer, md5, contentType), token),
                cancellationToken);
        }

        return await objects.StatAsync(key, cancellationToken) ?? throw new ObjectNotFoundException(key);
    }

    /// <summary>Reads until the buffer is full. Errors of the content's own stream are the caller's, and pass as they are.</summary>
    /// <returns><see langword="false"/> when the content ended first.</returns>
    private static async Task<bool> FillAsync(UploadBuffer buffer, Stream content, CancellationToken cancellationToken)
    {
        buffer.Clear();
        var block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            while (buffer.Length < PieceBytes)
            {
                var count = await content.ReadAsync(block.AsMemory(0, (int)Math.Min(BlockBytes, PieceBytes - buffer.Length)), cancellationToken);
                if (count == 0)
                {
                    return false;
                }

                buffer.Write(block.AsSpan(0, count));
            }

            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    private async Task PutInPiecesAsync(ObjectKey key, Stream content, string? contentType, UploadBuffer buffer, CancellationToken cancellationToken)
    {
        var uploadId = await multipart.InitiateAsync(key, PieceBytes, contentType, cancellationToken);
        try
        {
            var etags = new List<string>();
            long length = 0;
            for (var isFull = true; buffer.Length > 0; isFull = isFull && await FillAsync(buffer, content, cancellationToken))
            {
                etags.Add(await multipart.SendPartAsync(key, uploadId, etags.Count + 1, buffer, ContentMd5.Of(buffer), cancellationToken));
                length += buffer.Length;
                if (!isFull)
                {
                    break;
                }
            }

            var upload = new MultipartUpload(key, uploadId, length, PieceBytes);
            await multipart.CompleteAsync(upload, [.. etags.Select((etag, index) => new StoredPart(index + 1, upload.LengthOf(index + 1), etag, null))], cancellationToken);
        }
        catch
        {
            await DropAsync(key, uploadId);
            throw;
        }
    }

    private async Task DropAsync(ObjectKey key, string uploadId)
    {
        try
        {
            await multipart.AbortAsync(key, uploadId, CancellationToken.None);
        }
        catch (DocumentProcessingException exception)
        {
            LogDropFailed(exception);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "An upload that broke off could not be dropped; it goes with its document, or by the bucket's lifecycle rules")]
    private partial void LogDropFailed(Exception exception);
}
