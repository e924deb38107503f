using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace DocProcessing.Compression;

/// <summary>How a compressed object lies in storage. All numbers are little-endian.</summary>
/// <remarks>
/// <code>
/// header   magic 8 | tag of the key 16 | version 1 | codec 1 | 0 0 | block size 4 | nonce 16 | check of these four and the key 16
/// block    stored length 4, its top bit set when the bytes are as they were | check of the content 16 | bytes
/// end      0 4
/// index    the length of each block with its head, 4 each
/// footer   length of the content 8 | check of index and length 16
/// </code>
/// Every block but the last holds as much content as the block size says, so that a range is found by division. Each check is
/// the start of a SHA-256 that also covers the object's nonce and the block's number: a block of another object, or of another
/// place in this one, does not pass for this one.
/// </remarks>
internal static class BlockFormat
{
    public const int BlockSize = 128 << 10;
    public const int HeaderSize = 64;
    public const int BlockHeadSize = sizeof(uint) + CheckSize;
    public const int EndSize = sizeof(uint);
    public const int IndexEntrySize = sizeof(uint);
    public const int FooterSize = sizeof(long) + CheckSize;

    /// <summary>What an object takes besides its blocks and their index; a shorter one is not compressed.</summary>
    public const int SmallestObject = HeaderSize + EndSize + FooterSize;

    public const int CheckSize = 16;
    public const int NonceSize = 16;
    public const uint RawBlock = 1u << 31;

    private const int TagOffset = 8;
    private const int FieldsOffset = TagOffset + CheckSize;
    private const int NonceOffset = FieldsOffset + 8;
    private const int HeaderCheckOffset = NonceOffset + NonceSize;
    private const byte Version = 1;
    private const byte Brotli = 1;

    private static ReadOnlySpan<byte> Magic => [0x89, (byte)'D', (byte)'P', (byte)'Z', 0x0D, 0x0A, 0x1A, 0x0A];

    public static byte[] NewHeader(ObjectKey key)
    {
        var header = new byte[HeaderSize];
        Magic.CopyTo(header);
        TagOf(key, header.AsSpan(TagOffset, CheckSize));
        header[FieldsOffset] = Version;
        header[FieldsOffset + 1] = Brotli;
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(FieldsOffset + 4), BlockSize);
        RandomNumberGenerator.Fill(header.AsSpan(NonceOffset, NonceSize));
        CheckOfHeader(key, header, header.AsSpan(HeaderCheckOffset));
        return header;
    }

    /// <summary>Tells what an object is by its first bytes.</summary>
    /// <remarks>
    /// Three marks make a header: magic, the tag of this very key, and the check. One alone is chance, or a copy of another
    /// object's raw bytes: that is content like any other. Two are a header with damage in it.
    /// </remarks>
    public static ObjectForm FormOf(ObjectKey key, ReadOnlySpan<byte> start)
    {
        if (start.Length < HeaderSize)
        {
            return ObjectForm.Plain;
        }

        Span<byte> expected = stackalloc byte[CheckSize];
        var marks = start.StartsWith(Magic) ? 1 : 0;
        TagOf(key, expected);
        marks += start.Slice(TagOffset, CheckSize).SequenceEqual(expected) ? 1 : 0;
        CheckOfHeader(key, start, expected);
        marks += start.Slice(HeaderCheckOffset, CheckSize).SequenceEqual(expected) ? 1 : 0;
        return marks switch
        {
            3 => ObjectForm.Compressed,
            2 => ObjectForm.Damaged,
            _ => ObjectForm.Plain,
        };
    }

    /// <summary>Tells whether an object is compressed, and refuses one that is so but cannot be read.</summary>
    /// <returns>The object's nonce, or <see langword="null"/> for a plain object.</returns>
    public static byte[]? ReadHeader(ObjectKey key, ReadOnlySpan<byte> start)
    {
        switch (FormOf(key, start))
        {
            case ObjectForm.Plain:
                return null;
            case ObjectForm.Damaged:
                throw Damaged(key);
            default:
                var fields = start[FieldsOffset..];
                return fields[0] == Version && fields[1] == Brotli && BinaryPrimitives.ReadInt32LittleEndian(fields[4..]) == BlockSize
                    ? start.Slice(NonceOffset, NonceSize).ToArray()
                    : throw new StorageException($"The object '{key}' was compressed by a newer version of this library.");
        }
    }

    public static ReadOnlySpan<byte> NonceOf(ReadOnlySpan<byte> header) => header.Slice(NonceOffset, NonceSize);

    public static void CheckOfBlock(Span<byte> check, ReadOnlySpan<byte> nonce, long number, ReadOnlySpan<byte> content)
    {
        Span<byte> place = stackalloc byte[NonceSize + sizeof(long)];
        nonce.CopyTo(place);
        BinaryPrimitives.WriteInt64LittleEndian(place[NonceSize..], number);
        Digest(check, place, content);
    }

    /// <summary>Writes the end: the mark, the index and the footer.</summary>
    public static byte[] WriteEnd(ReadOnlySpan<byte> nonce, IReadOnlyList<int> blocks, long length)
    {
        var end = new byte[EndSize + (blocks.Count * IndexEntrySize) + FooterSize];
        for (var number = 0; number < blocks.Count; number++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(end.AsSpan(EndSize + (number * IndexEntrySize)), blocks[number]);
        }

        var footer = end.AsSpan(end.Length - FooterSize);
        BinaryPrimitives.WriteInt64LittleEndian(footer, length);
        Digest(footer[sizeof(long)..], nonce, end.AsSpan(EndSize, end.Length - EndSize - CheckSize));
        return end;
    }

    /// <summary>Computes how many blocks a content has.</summary>
    public static long CountBlocks(long length) => (length + BlockSize - 1) / BlockSize;

    /// <summary>Reads index and footer.</summary>
    /// <returns>The blocks, or <see langword="null"/> when they do not hold.</returns>
    public static BlockLayout? ReadEnd(byte[] nonce, ReadOnlySpan<byte> indexAndFooter)
    {
        Span<byte> check = stackalloc byte[CheckSize];
        Digest(check, nonce, indexAndFooter[..^CheckSize]);
        var index = indexAndFooter[..^FooterSize];
        var length = BinaryPrimitives.ReadInt64LittleEndian(indexAndFooter[^FooterSize..]);
        if (!check.SequenceEqual(indexAndFooter[^CheckSize..]) || index.Length != CountBlocks(length) * IndexEntrySize)
        {
            return null;
        }

        var blocks = new int[index.Length / IndexEntrySize];
        for (var number = 0; number < blocks.Length; number++)
        {
            blocks[number] = BinaryPrimitives.ReadInt32LittleEndian(index[(number * IndexEntrySize)..]);
        }

        return new BlockLayout(nonce, length, blocks);
    }

    public static StorageException Damaged(ObjectKey key, Exception? cause = null) => new($"The object '{key}' is damaged in storage.", cause);

    private static void CheckOfHeader(ObjectKey key, ReadOnlySpan<byte> header, Span<byte> check) =>
        Digest(check, header[FieldsOffset..HeaderCheckOffset], Encoding.ASCII.GetBytes(key.Value));

    private static void TagOf(ObjectKey key, Span<byte> tag) => Digest(tag, "DocProcessing key "u8, Encoding.ASCII.GetBytes(key.Value));

    private static void Digest(Span<byte> start, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> whole = stackalloc byte[SHA256.HashSizeInBytes];
        hash.AppendData(first);
        hash.AppendData(second);
        hash.GetHashAndReset(whole);
        whole[..CheckSize].CopyTo(start);
    }
}

/// <summary>What an object's first bytes say it is.</summary>
internal enum ObjectForm
{
    /// <summary>Its bytes are its content.</summary>
    Plain,

    /// <summary>It is in blocks.</summary>
    Compressed,

    /// <summary>It is in blocks, and its header is damaged.</summary>
    Damaged,
}

/// <summary>Where the blocks of a compressed object lie.</summary>
/// <param name="Nonce">What its checks start with.</param>
/// <param name="Length">The length of the content in bytes.</param>
/// <param name="Blocks">The bytes that each block takes, its head included.</param>
internal sealed record BlockLayout(byte[] Nonce, long Length, int[] Blocks)
{
    /// <summary>Computes which bytes of the stored object hold some blocks.</summary>
    public ByteRange StoredRangeOf(int first, int last)
    {
        var offset = (long)BlockFormat.HeaderSize;
        foreach (var block in Blocks.AsSpan(0, first))
        {
            offset += block;
        }

        var length = 0L;
        foreach (var block in Blocks.AsSpan(first, last - first + 1))
        {
            length += block;
        }

        return new ByteRange(offset, length);
    }
}
