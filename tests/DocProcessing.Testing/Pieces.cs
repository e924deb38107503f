using System.Buffers;

namespace DocProcessing.Testing;

/// <summary>Bytes that lie in several places.</summary>
public static class Pieces
{
    /// <summary>Cuts bytes at random places, some of them twice.</summary>
    public static ReadOnlySequence<byte> Of(ReadOnlyMemory<byte> bytes, Random random)
    {
        var cuts = Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(bytes.Length + 1)).Append(bytes.Length).Order().ToArray();
        var first = new Piece(bytes[..cuts[0]]);
        var last = cuts.Zip(cuts.Skip(1)).Aggregate(first, (piece, cut) => piece.Append(bytes[cut.First..cut.Second]));
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory) => Memory = memory;

        public Piece Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Piece(memory) { RunningIndex = RunningIndex + Memory.Length };
            Next = next;
            return next;
        }
    }
}
