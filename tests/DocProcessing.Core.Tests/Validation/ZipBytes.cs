using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace DocProcessing.Core.Tests.Validation;

/// <summary>Writes ZIP archives that no honest program writes.</summary>
internal sealed class ZipBytes
{
    private const int LocalHeader = 30;
    private const int CentralHeader = 46;

    private readonly ArrayBufferWriter<byte> _directory = new();
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private long _entries;

    public ZipBytes() => _bytes.Write("PK\x03\x04"u8);

    /// <summary>Adds headers without content, each with a name of one letter: 47 bytes an entry.</summary>
    public ZipBytes AddMany(int count)
    {
        var header = Header("x", 0, 0, 0, []);
        for (var index = 0; index < count; index++)
        {
            _directory.Write(header);
        }

        _entries += count;
        return this;
    }

    public ZipBytes Add(string name)
    {
        _directory.Write(Header(name, 0, 0, 0, []));
        _entries++;
        return this;
    }

    /// <summary>Adds a stored entry that says what it likes of its unpacked size.</summary>
    public ZipBytes AddStored(string name, byte[] content, uint unpacked)
    {
        _directory.Write(Header(name, unpacked, (uint)content.Length, (uint)_bytes.WrittenCount, []));
        _entries++;
        var local = new byte[LocalHeader];
        "PK\x03\x04"u8.CopyTo(local);
        BinaryPrimitives.WriteUInt16LittleEndian(local.AsSpan(26), (ushort)name.Length);
        _bytes.Write(local);
        _bytes.Write(Encoding.ASCII.GetBytes(name));
        _bytes.Write(content);
        return this;
    }

    /// <summary>Adds a header whose unpacked size stands in a ZIP64 field.</summary>
    public ZipBytes AddHuge(string name, long unpacked)
    {
        var extra = new byte[12];
        BinaryPrimitives.WriteUInt16LittleEndian(extra, 1);
        BinaryPrimitives.WriteUInt16LittleEndian(extra.AsSpan(2), 8);
        BinaryPrimitives.WriteInt64LittleEndian(extra.AsSpan(4), unpacked);
        _directory.Write(Header(name, uint.MaxValue, 0, 0, extra));
        _entries++;
        return this;
    }

    /// <summary>Closes the archive.</summary>
    /// <param name="zip64">Tells count and place in a ZIP64 record; else the count is cut to 16 bits.</param>
    /// <param name="entries">The count to tell, if it is not the real one.</param>
    /// <param name="start">The place of the directory to tell, if it is not the real one.</param>
    public MemoryStream Close(bool zip64 = false, long? entries = null, long? start = null)
    {
        var (count, place) = (entries ?? _entries, start ?? _bytes.WrittenCount);
        _bytes.Write(_directory.WrittenSpan);
        if (zip64)
        {
            var record = new byte[56 + 20];
            "PK\x06\x06"u8.CopyTo(record);
            BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(4), 44);
            BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(24), count);
            BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(32), count);
            BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(40), _directory.WrittenCount);
            BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(48), place);
            "PK\x06\x07"u8.CopyTo(record.AsSpan(56));
            BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(64), _bytes.WrittenCount);
            BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(72), 1);
            _bytes.Write(record);
        }

        var end = new byte[22];
        "PK\x05\x06"u8.CopyTo(end);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(8), zip64 ? ushort.MaxValue : (ushort)count);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(10), zip64 ? ushort.MaxValue : (ushort)count);
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(12), (uint)_directory.WrittenCount);
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(16), zip64 ? uint.MaxValue : (uint)place);
        _bytes.Write(end);
        return new MemoryStream(_bytes.WrittenSpan.ToArray());
    }

    private static byte[] Header(string name, uint unpacked, uint packed, uint offset, byte[] extra)
    {
        var header = new byte[CentralHeader + name.Length + extra.Length];
        "PK\x01\x02"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(20), packed);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(24), unpacked);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(28), (ushort)name.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(30), (ushort)extra.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(42), offset);
        Encoding.ASCII.GetBytes(name).CopyTo(header, CentralHeader);
        extra.CopyTo(header, CentralHeader + name.Length);
        return header;
    }
}
