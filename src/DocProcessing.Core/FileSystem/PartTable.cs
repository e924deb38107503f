using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace DocProcessing.FileSystem;

/// <summary>Tells which parts of an upload are accepted, in which version: a file with one slot of fixed size for each part.</summary>
/// <remarks>A slot is written in one call and closed by a checksum, so one that was torn by a crash reads as absent.</remarks>
internal sealed class PartTable(SafeFileHandle handle) : IDisposable
{
    private const int SlotSize = 128;
    private const int LengthAt = 0;
    private const int SideAt = 8;
    private const int AlgorithmAt = 24;
    private const int HasSideAt = 25;
    private const int HashAt = 32;
    private const int HashSize = 32;
    private const int BootAt = 64;
    private const int CrcAt = 124;

    public static PartTable Open(string path, FileAccess access) =>
        new(File.OpenHandle(path, FileMode.Open, access, FileShare.ReadWrite | FileShare.Delete));

    public (PartVersion Version, long Length)? Read(int partNumber)
    {
        Span<byte> slot = stackalloc byte[SlotSize];
        var read = RandomAccess.Read(handle, slot, OffsetOf(partNumber));
        if (read != SlotSize || BinaryPrimitives.ReadUInt32LittleEndian(slot[CrcAt..]) != Crc(slot, partNumber))
        {
            return null;
        }

        var algorithm = (ChecksumAlgorithm)slot[AlgorithmAt];
        var hash = slot.Slice(HashAt, algorithm == ChecksumAlgorithm.Md5 ? HashSize / 2 : HashSize);
        return (
            new PartVersion(
                slot[HasSideAt] == 0 ? null : new Guid(slot.Slice(SideAt, 16)),
                new Checksum(algorithm, Convert.ToHexStringLower(hash)),
                Encoding.ASCII.GetString(slot.Slice(BootAt, BootIdentity.Length))),
            BinaryPrimitives.ReadInt64LittleEndian(slot[LengthAt..]));
    }

    public void Write(int partNumber, PartVersion version, long length)
    {
        Span<byte> slot = stackalloc byte[SlotSize];
        slot.Clear();
        BinaryPrimitives.WriteInt64LittleEndian(slot[LengthAt..], length);
        version.Side?.TryWriteBytes(slot[SideAt..]);
        slot[HasSideAt] = version.Side is null ? (byte)0 : (byte)1;
        slot[AlgorithmAt] = (byte)version.Checksum.Algorithm;
        Convert.FromHexString(version.Checksum.Hex, slot.Slice(HashAt, HashSize), out _, out _);
        Encoding.ASCII.GetBytes(version.Boot, slot[BootAt..]);
        BinaryPrimitives.WriteUInt32LittleEndian(slot[CrcAt..], Crc(slot, partNumber));
        RandomAccess.Write(handle, slot, OffsetOf(partNumber));
    }

    /// <summary>Counts the slots that were ever written.</summary>
    public int Count() => (int)(RandomAccess.GetLength(handle) / SlotSize);

    public void Dispose() => handle.Dispose();

    private static long OffsetOf(int partNumber) => (partNumber - 1L) * SlotSize;

    // The number is part of it, and the start is not 0: so a slot of zeros, or one that belongs elsewhere, is no part.
    private static uint Crc(ReadOnlySpan<byte> slot, int partNumber)
    {
        var crc = ~(uint)partNumber;
        foreach (var value in slot[..CrcAt])
        {
            crc = System.Numerics.BitOperations.Crc32C(crc, value);
        }

        return ~crc;
    }
}
