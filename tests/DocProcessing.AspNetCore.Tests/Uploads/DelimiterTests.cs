using System.Buffers;
using DocProcessing.Testing;
using DocProcessing.Uploads;

namespace DocProcessing.AspNetCore.Tests.Uploads;

public sealed class DelimiterTests
{
    private static readonly byte[] Mark = "\r\n--\r\n--b"u8.ToArray();

    [Fact]
    public void It_is_found_wherever_the_bytes_are_cut()
    {
        var random = new Random(1);
        for (var round = 0; round < 20_000; round++)
        {
            // Made of nothing but the delimiter's own bytes, so that beginnings of it are everywhere.
            var bytes = random.GetItems(Mark, random.Next(1, 200));
            if (random.Next(2) == 0)
            {
                bytes = [.. bytes, .. Mark, .. random.GetItems(Mark, random.Next(20))];
            }

            var expected = bytes.AsSpan().IndexOf(Mark);

            Assert.Equal(expected < 0 ? null : expected, Delimiter.Find(Pieces.Of(bytes, random), Mark));
        }
    }

    [Fact]
    public void Pieces_of_one_byte_each_are_enough()
    {
        var bytes = new byte[50].Concat(Mark).ToArray();
        var pieces = new ByteByByte(bytes);

        Assert.Equal(50, Delimiter.Find(pieces.Sequence, Mark));
        Assert.Null(Delimiter.Find(pieces.Sequence.Slice(0, bytes.Length - 1), Mark));
    }

    private sealed class ByteByByte : ReadOnlySequenceSegment<byte>
    {
        public ByteByByte(ReadOnlyMemory<byte> bytes, long index = 0)
        {
            Memory = bytes[..1];
            RunningIndex = index;
            Next = bytes.Length > 1 ? new ByteByByte(bytes[1..], index + 1) : null;
        }

        public ReadOnlySequence<byte> Sequence => new(this, 0, Last, Last.Memory.Length);

        private ReadOnlySequenceSegment<byte> Last => Next is ByteByByte next ? next.Last : this;
    }
}
