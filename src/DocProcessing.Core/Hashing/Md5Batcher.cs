using System.Runtime.CompilerServices;

namespace DocProcessing.Hashing;

/// <summary>
/// Computes the MD5s of messages that arrive side by side together. One MD5 is serial, some 0.7 GB/s a core; but a vector register has lanes for
/// eight or sixteen of them, at hardly more than the price of one; and two share a processor's ordinary registers well.
/// </summary>
internal sealed class Md5Batcher : IThreadPoolWorkItem
{
    // So many blocks are taken before those who came meanwhile get a free lane.
    private const int SliceBlocks = 512;

    private const int FewestShared = 2;
    private const int MostInPairs = 4;

    private static readonly int Width = Md5Lanes16.IsSupported ? Md5Lanes16.Count : Md5Lanes8.Count;

    private readonly Lock _gate = new();
    private readonly Queue<Md5Hash> _waiting = [];
    private readonly int _mostWorkers = Math.Max(1, Environment.ProcessorCount / 2);
    private int _workers;
    private int _hashes;

    /// <summary>Gets whether this processor has the lanes.</summary>
    public static bool IsSupported => BitConverter.IsLittleEndian && Md5Lanes8.IsSupported;

    /// <summary>Gets whether a message would be alone.</summary>
    public bool IsSparse => Volatile.Read(ref _hashes) < FewestShared;

    // Where more are about, a batch of two is about to grow: the lanes give it the time.
    private bool AreFew => Volatile.Read(ref _hashes) <= MostInPairs;

    public void Enter() => Interlocked.Increment(ref _hashes);

    public void Leave() => Interlocked.Decrement(ref _hashes);

    /// <summary>Gives a hash its turn; <see cref="Md5Hash.CompleteAppend"/> is called when its bytes are taken.</summary>
    public void Add(Md5Hash hash)
    {
        bool starts;
        lock (_gate)
        {
            _waiting.Enqueue(hash);
            starts = _workers == 0 || (_workers < _mostWorkers && _waiting.Count >= Width);
            _workers += starts ? 1 : 0;
        }

        if (starts)
        {
            // Behind the work that waits already: what that brings joins the batch.
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        var lanes = default(Lanes);
        Span<Md5Hash> batch = lanes;
        var count = 0;
        while ((count = Fill(batch, count)) > 0)
        {
            count = Take(batch[..count], AreFew);
        }
    }

    /// <summary>Takes the blocks that all of a batch have.</summary>
    /// <returns>How many hashes have more; they are the batch's first.</returns>
    private static int Take(Span<Md5Hash> batch, bool areFew)
    {
        var blocks = SliceBlocks;
        foreach (var hash in batch)
        {
            blocks = Math.Min(blocks, hash.RunBlocks);
        }

        if (batch.Length == 1)
        {
            batch[0].TakeAlone(blocks);
        }
        else if (batch.Length <= Md5Lanes2.Count && areFew)
        {
            Md5Lanes<Md5Lanes2>.Compress(batch, blocks);
        }
        else if (batch.Length <= Md5Lanes8.Count)
        {
            Md5Lanes<Md5Lanes8>.Compress(batch, blocks);
        }
        else
        {
            Md5Lanes<Md5Lanes16>.Compress(batch, blocks);
        }

        var count = batch.Length;
        for (var lane = count - 1; lane >= 0; lane--)
        {
            if (!batch[lane].Advance(blocks))
            {
                batch[lane].CompleteAppend();
                batch[lane] = batch[--count];
            }
        }

        return count;
    }

    private int Fill(Span<Md5Hash> batch, int count)
    {
        lock (_gate)
        {
            while (count < Width && _waiting.TryDequeue(out var hash))
            {
                batch[count++] = hash;
            }

            _workers -= count == 0 ? 1 : 0;
        }

        return count;
    }

    [InlineArray(16)]
    private struct Lanes
    {
        private Md5Hash _first;
    }
}
