using System.Runtime.CompilerServices;

namespace DocProcessing.Hashing;

/// <summary>
/// Computes the MD5s of messages that arrive side by side together. One MD5 is serial, some 0.9 GB/s a core; but a vector register has lanes for
/// eight or sixteen of them, at hardly more than the price of one; and two or three share a processor's ordinary registers well.
/// </summary>
internal sealed class Md5Batcher : IThreadPoolWorkItem
{
    // So many blocks are taken before those who came meanwhile get a free lane.
    private const int SliceBlocks = 512;

    private const int FewestShared = 2;

    // Three messages in ordinary registers are faster than four in lanes.
    private const int MostInRegisters = 4;

    private readonly int _width;
    private readonly Lock _gate = new();
    private readonly Queue<Md5Hash> _waiting = [];
    private readonly int _mostWorkers = Math.Max(1, Environment.ProcessorCount / 2);
    private int _workers;
    private int _hashes;
    private bool _isDeferred;

    public Md5Batcher()
        : this(Md5Lanes16.IsSupported ? Md5Lanes16.Count : Md5Lanes8.IsSupported ? Md5Lanes8.Count : Md5Lanes3.Count)
    {
    }

    /// <param name="width">How many messages are taken together: as many as lanes that the processor has.</param>
    public Md5Batcher(int width) => _width = width;

    /// <summary>Gets whether this processor reads its words as MD5 does.</summary>
    public static bool IsSupported => BitConverter.IsLittleEndian;

    /// <summary>Gets whether a message would be alone.</summary>
    public bool IsSparse => Volatile.Read(ref _hashes) < FewestShared;

    public void Enter() => Interlocked.Increment(ref _hashes);

    public void Leave() => Interlocked.Decrement(ref _hashes);

    /// <summary>Gives a hash its turn; <see cref="Md5Hash.CompleteAppend"/> is called when its bytes are taken.</summary>
    public void Add(Md5Hash hash)
    {
        bool starts;
        lock (_gate)
        {
            _waiting.Enqueue(hash);
            starts = _workers == 0 || (_workers < _mostWorkers && _waiting.Count >= _width);
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
        while ((count = Fill(batch, count)) > 0 && !Defer(batch[..count]))
        {
            count = Take(batch, count);
            Rotate(batch[..count]);
        }
    }

    /// <summary>Takes blocks of the first hashes of a batch: of all, or of three while there are few.</summary>
    /// <returns>How many hashes have more; they are the batch's first.</returns>
    private int Take(Span<Md5Hash> batch, int count)
    {
        var taken = batch[..(count > MostInRegisters ? count : Math.Min(count, Md5Lanes3.Count))];
        var blocks = SliceBlocks;
        foreach (var hash in taken)
        {
            blocks = Math.Min(blocks, hash.RunBlocks);
        }

        if (taken.Length == 1)
        {
            taken[0].TakeAlone(blocks);
        }
        else if (taken.Length == Md5Lanes2.Count)
        {
            Md5Lanes<Md5Lanes2>.Compress(taken, blocks);
        }
        else if (taken.Length == Md5Lanes3.Count)
        {
            Md5Lanes<Md5Lanes3>.Compress(taken, blocks);
        }
        else if (_width == Md5Lanes16.Count)
        {
            Md5Lanes<Md5Lanes16>.Compress(taken, blocks);
        }
        else
        {
            Md5Lanes<Md5Lanes8>.Compress(taken, blocks);
        }

        for (var lane = taken.Length - 1; lane >= 0; lane--)
        {
            if (!batch[lane].Advance(blocks))
            {
                batch[lane].CompleteAppend();
                batch[lane] = batch[--count];
            }
        }

        return count;
    }

    // Where not all were taken, another is left out next time: all end about together, and none of them alone.
    private static void Rotate(Span<Md5Hash> batch)
    {
        if (batch.Length > 1)
        {
            var first = batch[0];
            batch[1..].CopyTo(batch);
            batch[^1] = first;
        }
    }

    private int Fill(Span<Md5Hash> batch, int count)
    {
        lock (_gate)
        {
            while (count < _width && _waiting.TryDequeue(out var hash))
            {
                batch[count++] = hash;
            }

            _workers -= count == 0 ? 1 : 0;
        }

        return count;
    }

    /// <summary>Lets a small batch wait once for those whom the work brings that is queued already: one message alone costs little less than three.</summary>
    /// <returns>Whether it waits; another run takes it then.</returns>
    private bool Defer(ReadOnlySpan<Md5Hash> batch)
    {
        lock (_gate)
        {
            _isDeferred = !_isDeferred && batch.Length < Math.Min(Md5Lanes3.Count, Volatile.Read(ref _hashes));
            if (!_isDeferred)
            {
                return false;
            }

            foreach (var hash in batch)
            {
                _waiting.Enqueue(hash);
            }
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return true;
    }

    [InlineArray(16)]
    private struct Lanes
    {
        private Md5Hash _first;
    }
}
