using System.Buffers.Binary;

namespace DocProcessing.Validation;

/// <summary>What a ZIP archive's directory says of one entry (APPNOTE 4.3.12): any of it may be a lie.</summary>
/// <param name="Name">The name's bytes.</param>
/// <param name="Size">How many bytes the header takes in the directory.</param>
/// <param name="Method">How the entry is packed.</param>
/// <param name="PackedLength">Its packed size in bytes.</param>
/// <param name="UnpackedLength">Its unpacked size in bytes; one that no number holds is the largest.</param>
/// <param name="Offset">Where its own header begins.</param>
internal readonly record struct ArchiveEntryHeader(
    ReadOnlyMemory<byte> Name, int Size, ushort Method, long PackedLength, long UnpackedLength, long Offset)
{
    public const int MaxSize = FixedSize + (3 * ushort.MaxValue);

    public const ushort Stored = 0;

    public const ushort Deflated = 8;

    private const int FixedSize = 46;
    private const ushort Zip64Field = 1;

    /// <summary>Reads the header at the start of some bytes; there is none, or not a whole one, when this returns <see langword="false"/>.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> bytes, out ArchiveEntryHeader header)
    {
        header = default;
        var span = bytes.Span;
        if (span.Length < FixedSize || !span.StartsWith("PK\x01\x02"u8))
        {
            return false;
        }

        int name = BinaryPrimitives.ReadUInt16LittleEndian(span[28..]);
        int extra = BinaryPrimitives.ReadUInt16LittleEndian(span[30..]);
        int comment = BinaryPrimitives.ReadUInt16LittleEndian(span[32..]);
        if (span.Length < FixedSize + name + extra + comment)
        {
            return false;
        }

        var large = FindZip64(span.Slice(FixedSize + name, extra));
        var unpacked = ReadLength(span[24..], ref large);
        var packed = ReadLength(span[20..], ref large);
        header = new ArchiveEntryHeader(
            bytes.Slice(FixedSize, name),
            FixedSize + name + extra + comment,
            BinaryPrimitives.ReadUInt16LittleEndian(span[10..]),
            packed,
            unpacked,
            ReadLength(span[42..], ref large));
        return true;
    }

    /// <summary>Reads a number of 4 bytes; when all are set, the next of 8 bytes in the ZIP64 field stands for it (4.5.3).</summary>
    private static long ReadLength(ReadOnlySpan<byte> field, ref ReadOnlySpan<byte> large)
    {
        var length = BinaryPrimitives.ReadUInt32LittleEndian(field);
        if (length != uint.MaxValue || !BinaryPrimitives.TryReadUInt64LittleEndian(large, out var longer))
        {
            return length;
        }

        large = large[sizeof(ulong)..];
        return (long)Math.Min(longer, long.MaxValue);
    }

    private static ReadOnlySpan<byte> FindZip64(ReadOnlySpan<byte> fields)
    {
        const int head = 4;
        while (fields.Length >= head)
        {
            var length = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(fields[2..]), fields.Length - head);
            if (BinaryPrimitives.ReadUInt16LittleEndian(fields) == Zip64Field)
            {
                return fields.Slice(head, length);
            }

            fields = fields[(head + length)..];
        }

        return [];
    }
}
