using System.Buffers;

namespace DocProcessing.Uploads;

/// <summary>Receives one part: hashed and written in one pass, recorded only when length and checksum hold.</summary>
/// <remarks>Without a writer the part is on record with the very checksum that is announced: its bytes are checked, not stored again.</remarks>
internal sealed class PartReceiver(
    UploadSession session,
    MultipartUpload upload,
    int partNumber,
    Checksum? announced,
    StoredPart? recorded,
    IPartWriter? writer,
    PartHasher hasher,
    IDisposable gate,
    PartRecords records) : IPartReceiver
{
    private const int WorthAThread = 64 << 10;

    private long _received;

    public long Length { get; } = upload.LengthOf(partNumber);

    public async ValueTask WriteAsync(ReadOnlySequence<byte> bytes, CancellationToken cancellationToken)
    {
        _received += bytes.Length;
        if (_received > Length)
        {
            throw LengthMismatch($"more than the {Length} bytes it must have");
        }

        // Written and hashed at the same time, one of them aside; the bytes are the caller's again when both have ended.
        var writing = hasher.RunsHere && bytes.Length >= WorthAThread ? WriteAsideAsync(bytes, cancellationToken) : null;
        var hashing = hasher.AppendAsync(bytes);
        try
        {
            await (writing ?? WriteThroughAsync(bytes, cancellationToken));
        }
        finally
        {
            await hashing;
        }
    }

    public async Task<PartReceipt> CommitAsync(Checksum? expected, CancellationToken cancellationToken)
    {
        if (_received != Length)
        {
            throw LengthMismatch($"{_received} bytes instead of {Length}");
        }

        var checksum = Verify(expected);
        if (recorded?.Checksum == checksum)
        {
            return await records.RecordAsync(session, recorded, isNew: false, cancellationToken);
        }

        if (writer is null)
        {
            throw new InvalidOperationException("A part that is only checked has the checksum on record.");
        }

        StoredPart stored;
        try
        {
            stored = await writer.CommitAsync(checksum, cancellationToken);
        }
        catch (MultipartUploadNotFoundException)
        {
            throw await records.RevokedAsync(session.Id);
        }

        return await records.RecordAsync(session, stored, isNew: true, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        hasher.Dispose();
        try
        {
            if (writer is not null)
            {
                await writer.DisposeAsync();
            }
        }
        finally
        {
            gate.Dispose();
        }
    }

    private Task WriteAsideAsync(ReadOnlySequence<byte> bytes, CancellationToken cancellationToken) =>
        Task.Run(() => WriteThroughAsync(bytes, cancellationToken), CancellationToken.None);

    private async Task WriteThroughAsync(ReadOnlySequence<byte> bytes, CancellationToken cancellationToken)
    {
        if (writer is null)
        {
            return;
        }

        try
        {
            await writer.WriteAsync(bytes, cancellationToken);
        }
        catch (MultipartUploadNotFoundException)
        {
            throw await records.RevokedAsync(session.Id);
        }
    }

    private Checksum Verify(Checksum? late)
    {
        records.RequireChecksum(announced ?? late);
        if (announced is not null && late is not null && announced != late)
        {
            throw Unprocessable(ErrorCodes.ChecksumMismatch, $"Two different checksums were sent with part {partNumber}.");
        }

        var expected = announced ?? late;
        var actual = hasher.Finish(expected?.Algorithm ?? ChecksumAlgorithm.Md5);
        return expected is null || expected == actual
            ? actual
            : throw Unprocessable(ErrorCodes.ChecksumMismatch, $"Part {partNumber} does not have the checksum that was sent with it. Send it again.");
    }

    private DocumentProcessingException LengthMismatch(string what) =>
        Unprocessable(ErrorCodes.PartLengthMismatch, $"Part {partNumber} has {what}.");

    private static DocumentProcessingException Unprocessable(string code, string message) => new(ErrorCategory.Unprocessable, code, message);
}
