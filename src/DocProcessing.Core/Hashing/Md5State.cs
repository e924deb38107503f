using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DocProcessing.Hashing;

/// <summary>The four words that MD5 carries from block to block.</summary>
[InlineArray(Words)]
internal struct Md5State
{
    public const int Words = 4;
    public const int WordsPerBlock = 16;
    public const int BlockBytes = WordsPerBlock * sizeof(uint);

    private uint _first;

    public static Md5State Initial
    {
        get
        {
            var state = default(Md5State);
            (state[0], state[1], state[2], state[3]) = (0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476);
            return state;
        }
    }

    /// <summary>Takes the whole blocks of a message's next bytes.</summary>
    public unsafe void Compress(ReadOnlySpan<byte> blocks)
    {
        ref var state = ref Unsafe.As<Md5State, Md5Word>(ref this);
        fixed (byte* first = blocks)
        {
            for (var offset = 0; offset + BlockBytes <= blocks.Length; offset += BlockBytes)
            {
                Md5Rounds<Md5Word>.Compress(ref state, new Md5Block((nint)(first + offset)));
            }
        }
    }
}
