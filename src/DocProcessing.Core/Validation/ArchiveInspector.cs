using System.Buffers;
using System.IO.Compression;

namespace DocProcessing.Validation;

/// <summary>Counts what an archive's directory says, then unpacks it all to nowhere to learn what is true.</summary>
internal sealed class ArchiveInspector(ValidationOptions options)
{
    private const int BlockSize = 128 * 1024;

    // Below this, a high ratio is harmless: a sheet of zeros compresses very well.
    private const long RatioCountsFrom = 16L << 20;

    // The names of honest archives are far shorter on average. Each byte is held several times once the directory is open.
    private const long DirectoryBytesPerEntry = 256;
    private const long SmallDirectory = 1L << 20;

    private static readonly byte[] EncryptionElement = [.. "encryption-data"u8];

    public void Inspect(Stream content, Action<double> report, CancellationToken cancellationToken)
    {
        try
        {
            InspectDirectory(content, cancellationToken);
            using var archive = new ZipArchive(content, ZipArchiveMode.Read, leaveOpen: true);
            Unpack(archive, content.Length, report, cancellationToken);
        }
        catch (InvalidDataException exception)
        {
            throw new DocumentRejectedException(RejectionReasons.Damaged, "The document is a damaged archive; it may have been cut off.", exception);
        }
    }

    private static DocumentRejectedException Bomb(string why) =>
        new(RejectionReasons.ArchiveBomb, $"The document is refused as an archive bomb: {why}.");

    private static void RequireUnencrypted(ZipArchiveEntry entry)
    {
        if (entry.IsEncrypted)
        {
            throw Encrypted();
        }
    }

    private static DocumentRejectedException Encrypted() => new(RejectionReasons.Encrypted, "The document is encrypted. Upload it without a password.");

    /// <summary>Refuses what would take too much memory to open, or says of itself that it unpacks to too much.</summary>
    private void InspectDirectory(Stream content, CancellationToken cancellationToken)
    {
        var directory = ArchiveDirectory.Find(content);
        var (entries, size, unpacked) = (0L, 0L, 0L);
        foreach (var entry in directory.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            entries++;
            size += entry.Size;
            unpacked += Math.Min(entry.UnpackedLength, long.MaxValue - unpacked);
            if (entries > options.MaxArchiveEntries)
            {
                throw Bomb($"it has more than {options.MaxArchiveEntries} entries");
            }

            if (size > Math.Max(SmallDirectory, options.MaxArchiveEntries * DirectoryBytesPerEntry))
            {
                throw Bomb("its directory is too large");
            }
        }

        if (entries != directory.DeclaredEntries)
        {
            throw new InvalidDataException("The archive's directory has another number of entries than it says.");
        }

        Require(unpacked, content.Length);
    }

    private void Unpack(ZipArchive archive, long packedLength, Action<double> report, CancellationToken cancellationToken)
    {
        var block = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            var total = 0L;
            for (var index = 0; index < archive.Entries.Count; index++)
            {
                var entry = archive.Entries[index];
                RequireUnencrypted(entry);
                using var unpacked = entry.Open();
                var isManifest = entry.FullName == "META-INF/manifest.xml";
                int read;
                while ((read = unpacked.ReadAtLeast(block, BlockSize, throwOnEndOfStream: false)) > 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    total += read;
                    Require(total, packedLength);

                    // OpenDocument says of each encrypted entry how it is encrypted (ODF 1.2 part 3, 3.8.2).
                    if (isManifest && block.AsSpan(0, read).IndexOf(EncryptionElement) >= 0)
                    {
                        throw Encrypted();
                    }
                }

                report((double)(index + 1) / archive.Entries.Count);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    private void Require(long unpacked, long packed)
    {
        if (unpacked > options.MaxUnpackedBytes)
        {
            throw Bomb($"it unpacks to more than {options.MaxUnpackedBytes} bytes");
        }

        if (unpacked > RatioCountsFrom && unpacked / Math.Max(1, packed) > options.MaxCompressionRatio)
        {
            throw Bomb($"it unpacks to more than {options.MaxCompressionRatio} times its size");
        }
    }
}
