using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace DocProcessing.FileSystem;

/// <summary>Makes an object of an upload's parts. Every step can be repeated: side files stay until the object stands.</summary>
internal sealed class PartJoin(StorageLayout layout, MultipartFiles uploads, ObjectFiles objects, NameSync names, LiveWriters writers, BootIdentity boot)
{
    private const int BlockSize = 256 << 10;

    public StoredObject Run(MultipartUpload upload, IReadOnlyList<StoredPart> parts, CancellationToken cancellationToken)
    {
        var directory = uploads.Find(upload);
        using var joining = writers.Join(upload.Id);
        StoredObject joined;
        try
        {
            Assemble(upload, parts, directory, cancellationToken);
            joined = ObjectFiles.Describe(directory.Data, upload.Key);
            objects.Place(directory.Data, upload.Key);
        }
        catch (Exception exception) when (FileErrors.IsAbsent(exception) && !File.Exists(directory.Data))
        {
            return FindJoined(upload, directory);
        }

        uploads.Remove(directory);
        return joined;
    }

    /// <summary>The data file is renamed last: without it, an object at the key is this upload's, from an earlier call.</summary>
    private StoredObject FindJoined(MultipartUpload upload, UploadDirectory directory)
    {
        var stored = objects.Stat(upload.Key) ?? throw uploads.NotFound(upload);

        // That call may have died before it synced the name.
        names.Flush(Path.GetDirectoryName(layout.PathOf(upload.Key))!);
        uploads.Remove(directory);
        return stored;
    }

    private void Assemble(MultipartUpload upload, IReadOnlyList<StoredPart> parts, UploadDirectory directory, CancellationToken cancellationToken)
    {
        using var data = File.OpenHandle(directory.Data, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        using var table = PartTable.Open(directory.Parts, FileAccess.ReadWrite);

        var versions = Prove(upload, parts, directory, data, table, cancellationToken);
        for (var number = 1; number <= upload.TotalParts; number++)
        {
            if (versions[number - 1] is { Side: { } side } version)
            {
                // Told first: from here on, the place does not hold what the slot may say it holds.
                table.Write(number, version, upload.LengthOf(number));
                CopyToPlace(directory.SideOf(number, side), data, upload.OffsetOf(number), upload.LengthOf(number), cancellationToken);
            }
        }

        if (RandomAccess.GetLength(data) != upload.Length)
        {
            RandomAccess.SetLength(data, upload.Length);
        }

        objects.Seal(data);
    }

    private PartVersion[] Prove(
        MultipartUpload upload, IReadOnlyList<StoredPart> parts, UploadDirectory directory, SafeFileHandle data, PartTable table, CancellationToken cancellationToken)
    {
        var invalid = new SortedSet<int>();
        var recorded = new StoredPart?[upload.TotalParts];
        foreach (var part in parts)
        {
            if (part.Number < 1 || part.Number > recorded.Length || recorded[part.Number - 1] is not null)
            {
                invalid.Add(part.Number);
            }
            else
            {
                recorded[part.Number - 1] = part;
            }
        }

        var versions = new PartVersion[upload.TotalParts];
        for (var number = 1; number <= recorded.Length; number++)
        {
            var length = upload.LengthOf(number);
            if (recorded[number - 1] is { } part
                && part.Length == length
                && PartVersion.TryParse(part.ETag, out var version)
                && Holds(upload, number, version, directory, data, table, cancellationToken))
            {
                versions[number - 1] = version;
            }
            else
            {
                invalid.Add(number);
            }
        }

        return invalid.Count == 0 ? versions : throw new InvalidPartsException([.. invalid]);
    }

    private bool Holds(
        MultipartUpload upload, int number, PartVersion version, UploadDirectory directory, SafeFileHandle data, PartTable table, CancellationToken cancellationToken)
    {
        var length = upload.LengthOf(number);

        // What this boot wrote and accepted is what the page cache holds. Anything else must be read again.
        var isTrusted = version.Boot == boot.Value && table.Read(number)?.Version == version;
        if (version.Side is not { } side)
        {
            return isTrusted || HasChecksum(data, upload.OffsetOf(number), length, version.Checksum, cancellationToken);
        }

        try
        {
            using var file = OpenSide(directory.SideOf(number, side));
            return RandomAccess.GetLength(file) == length && (isTrusted || HasChecksum(file, 0, length, version.Checksum, cancellationToken));
        }
        catch (Exception exception) when (FileErrors.IsAbsent(exception))
        {
            return false;
        }
    }

    private static bool HasChecksum(SafeFileHandle file, long offset, long length, Checksum checksum, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(checksum.Algorithm == ChecksumAlgorithm.Md5 ? HashAlgorithmName.MD5 : HashAlgorithmName.SHA256);
        var read = ReadBlocks(file, offset, length, (block, _) => hash.AppendData(block.Span), cancellationToken);
        return read == length && Convert.ToHexStringLower(hash.GetHashAndReset()) == checksum.Hex;
    }

    private static void CopyToPlace(string side, SafeFileHandle data, long offset, long length, CancellationToken cancellationToken)
    {
        using var file = OpenSide(side);
        var copied = ReadBlocks(file, 0, length, (block, position) => RandomAccess.Write(data, block.Span, offset + position), cancellationToken);
        if (copied != length)
        {
            throw new IOException("A side file became shorter.");
        }
    }

    private static SafeFileHandle OpenSide(string path) =>
        File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);

    private static long ReadBlocks(SafeFileHandle file, long offset, long length, Action<ReadOnlyMemory<byte>, long> take, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            long done = 0;
            while (done < length)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var read = RandomAccess.Read(file, buffer.AsSpan(0, (int)Math.Min(BlockSize, length - done)), offset + done);
                if (read == 0)
                {
                    break;
                }

                take(buffer.AsMemory(0, read), done);
                done += read;
            }

            return done;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
