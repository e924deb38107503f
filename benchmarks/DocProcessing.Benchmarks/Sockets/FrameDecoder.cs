using System.Buffers.Binary;

namespace DocProcessing.Benchmarks.Sockets;

/// <summary>Takes the heads of a server's frames out of what it sends: they may stand in the middle of a message, and a mark.</summary>
internal sealed class FrameDecoder
{
    private const int ShortHead = 2;
    private const int With16Bits = 126;
    private const int With64Bits = 127;

    private long _payloadLeft;

    /// <summary>Moves payload together at the beginning.</summary>
    /// <returns>How many bytes of payload there are, and how many at the end are a head that is not complete yet.</returns>
    public (int Payload, int Head) Decode(Span<byte> bytes)
    {
        var (payload, at) = (0, 0);
        while (at < bytes.Length)
        {
            if (_payloadLeft == 0)
            {
                if (HeadOf(bytes[at..]) is not { } head)
                {
                    break;
                }

                (at, _payloadLeft) = (at + head.Length, head.Payload);
            }

            var here = (int)Math.Min(_payloadLeft, bytes.Length - at);
            bytes.Slice(at, here).CopyTo(bytes[payload..]);
            payload += here;
            at += here;
            _payloadLeft -= here;
        }

        return (payload, bytes.Length - at);
    }

    private static (int Length, long Payload)? HeadOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < ShortHead)
        {
            return null;
        }

        return (bytes[1], bytes.Length) switch
        {
            (With16Bits, >= 4) => (4, BinaryPrimitives.ReadUInt16BigEndian(bytes[2..])),
            (With64Bits, >= 10) => (10, BinaryPrimitives.ReadInt64BigEndian(bytes[2..])),
            (< With16Bits, _) => (ShortHead, bytes[1]),
            _ => null,
        };
    }
}
