using System.Buffers;

namespace DocProcessing.S3;

/// <summary>Gathers one part and sends it whole: the store has the old version of the part until it has all of the new one.</summary>
internal sealed class S3PartWriter(MultipartUpload upload, int partNumber, UploadBuffer buffer, S3Multipart multipart) : IPartWriter
{
    private readonly long _length = upload.LengthOf(partNumber);

    public ValueTask WriteAsync(ReadOnlySequence<byte> bytes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (bytes.Length > _length - buffer.Length)
        {
            throw new InvalidOperationException($"Part {partNumber} has {_length} bytes, and more were written.");
        }

        foreach (var segment in bytes)
        {
            buffer.Write(segment.Span);
        }

        return ValueTask.CompletedTask;
    }

    public async ValueTask<StoredPart> CommitAsync(Checksum checksum, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(checksum);
        if (buffer.Length != _length)
        {
            throw new InvalidOperationException($"Part {partNumber} has {_length} bytes, and {buffer.Length} were written.");
        }

        var etag = await multipart.SendPartAsync(upload.Key, upload.Id, partNumber, buffer, ContentMd5.Of(buffer, checksum), cancellationToken);
        return new StoredPart(partNumber, _length, etag, checksum);
    }

    public ValueTask DisposeAsync()
    {
        buffer.Dispose();
        return ValueTask.CompletedTask;
    }
}
