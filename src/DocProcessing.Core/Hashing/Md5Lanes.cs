using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DocProcessing.Hashing;

/// <summary>Takes blocks of several messages at once, one message in each lane.</summary>
internal static class Md5Lanes<TLanes>
    where TLanes : unmanaged, IMd5Lanes<TLanes>
{
    /// <summary>Takes the next blocks of every message; each must have that many in its run.</summary>
    [SkipLocalsInit]
    public static void Compress(ReadOnlySpan<Md5Hash> batch, int blocks)
    {
        Span<nint> messages = stackalloc nint[TLanes.Count];
        Span<TLanes> state = stackalloc TLanes[Md5State.Words];
        Span<TLanes> room = stackalloc TLanes[Md5State.WordsPerBlock];
        var lanes = MemoryMarshal.Cast<TLanes, uint>(state);
        for (var lane = 0; lane < TLanes.Count; lane++)
        {
            // A lane that is left over repeats the first; nobody reads its result.
            var hash = batch[lane < batch.Length ? lane : 0];
            messages[lane] = hash.RunAddress;
            for (var word = 0; word < Md5State.Words; word++)
            {
                lanes[(word * TLanes.Count) + lane] = hash.State[word];
            }
        }

        for (var block = 0; block < blocks; block++)
        {
            Md5Rounds<TLanes>.Compress(ref state[0], TLanes.BlockOf(messages, block * Md5State.BlockBytes, room));
        }

        for (var lane = 0; lane < batch.Length; lane++)
        {
            for (var word = 0; word < Md5State.Words; word++)
            {
                batch[lane].State[word] = lanes[(word * TLanes.Count) + lane];
            }
        }
    }
}
