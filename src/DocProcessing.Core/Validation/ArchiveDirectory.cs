using System.Buffers;
using System.Buffers.Binary;

namespace DocProcessing.Validation;

/// <summary>
/// Reads a ZIP archive's central directory entry by entry, in a fixed amount of memory. <c>ZipArchive</c> holds all of it at
/// once, and a header of 47 bytes costs ten times that: so it is opened only when this has counted.
/// </summary>
/// <remarks>It finds the directory by the rules of <c>ZipArchive</c>, so that both read the same one. Section numbers are those of PKWARE's APPNOTE.</remarks>
internal sealed class ArchiveDirectory
{
    private const int BlockSize = 512 * 1024;
    private const int EndLength = 22;
    private const int LocatorLength = 20;
    private const int Zip64EndLength = 56;

    private readonly Stream _content;
    private readonly long _start;

    private ArchiveDirectory(Stream content, long start, long entries)
    {
        _content = content;
        _start = start;
        DeclaredEntries = entries;
    }

    /// <summary>Gets how many entries the archive says that it has.</summary>
    public long DeclaredEntries { get; }

    /// <summary>Finds the directory of an archive.</summary>
    /// <exception cref="InvalidDataException">There is none, or it cannot be where the archive says.</exception>
    public static ArchiveDirectory Find(Stream content)
    {
        // 4.3.16; a comment of at most 65535 bytes follows.
        var tail = new byte[(int)Math.Min(content.Length, EndLength + ushort.MaxValue)];
        content.Position = content.Length - tail.Length;
        content.ReadExactly(tail);
        var at = tail.Length < EndLength ? -1 : tail.AsSpan(0, tail.Length - EndLength + 4).LastIndexOf("PK\x05\x06"u8);
        if (at < 0)
        {
            throw Damaged();
        }

        var end = tail.AsSpan(at, EndLength);
        var entries = (long)BinaryPrimitives.ReadUInt16LittleEndian(end[10..]);
        var start = (long)BinaryPrimitives.ReadUInt32LittleEndian(end[16..]);
        if (BinaryPrimitives.ReadUInt16LittleEndian(end[4..]) == ushort.MaxValue || entries == ushort.MaxValue || start == uint.MaxValue)
        {
            FindZip64(content, content.Length - tail.Length + at, ref start, ref entries);
        }

        return start >= 0 && start <= content.Length ? new ArchiveDirectory(content, start, entries) : throw Damaged();
    }

    /// <summary>Reads the entries. What an entry refers to in memory is gone when the next one is read.</summary>
    public IEnumerable<ArchiveEntryHeader> Read()
    {
        var block = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            _content.Position = _start;
            var (from, until, isAtEnd) = (0, 0, false);
            while (true)
            {
                if (!isAtEnd && until - from < ArchiveEntryHeader.MaxSize)
                {
                    block.AsSpan(from, until - from).CopyTo(block);
                    (from, until) = (0, until - from);
                    var read = _content.ReadAtLeast(block.AsSpan(until), block.Length - until, throwOnEndOfStream: false);
                    isAtEnd = read < block.Length - until;
                    until += read;
                }

                if (!ArchiveEntryHeader.TryRead(block.AsMemory(from, until - from), out var header))
                {
                    yield break;
                }

                yield return header;
                from += header.Size;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    private static InvalidDataException Damaged() => new("The archive has no central directory, or not where it says.");

    /// <summary>Reads the larger numbers of a ZIP64 archive, 4.3.14 and 4.3.15. Without a locator the small ones count.</summary>
    private static void FindZip64(Stream content, long end, ref long start, ref long entries)
    {
        if (end < LocatorLength)
        {
            throw Damaged();
        }

        Span<byte> bytes = stackalloc byte[Zip64EndLength];
        content.Position = end - LocatorLength;
        content.ReadExactly(bytes[..LocatorLength]);
        if (!bytes.StartsWith("PK\x06\x07"u8))
        {
            return;
        }

        var place = BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]);
        if (place < 0 || place > content.Length - Zip64EndLength)
        {
            throw Damaged();
        }

        content.Position = place;
        content.ReadExactly(bytes);
        if (!bytes.StartsWith("PK\x06\x06"u8))
        {
            throw Damaged();
        }

        entries = BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]);
        start = BinaryPrimitives.ReadInt64LittleEndian(bytes[48..]);
    }
}
