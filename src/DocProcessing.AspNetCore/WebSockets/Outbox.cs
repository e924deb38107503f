using System.Threading.Channels;

namespace DocProcessing.WebSockets;

/// <summary>
/// What waits to be sent over one connection, in order and bounded. Progress of a job that waits already takes the place of what waits: a slow reader
/// gets fewer steps, never a growing queue. An event that ends a job is never replaced. Replies wait for room, so a client that does not read is not read.
/// </summary>
internal sealed class Outbox(int replyCapacity, int capacity) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Queue<Item> _items = new();
    private readonly Dictionary<JobId, Item> _replaceable = [];
    private readonly SemaphoreSlim _room = new(replyCapacity);
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public long Coalesced { get; private set; }

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _items.Count;
            }
        }
    }

    /// <summary>Adds progress without waiting.</summary>
    /// <returns><see langword="false"/> when so many jobs wait that the reader must be given up.</returns>
    public bool Post(SharedProgress progress)
    {
        lock (_gate)
        {
            if (_replaceable.TryGetValue(progress.JobId, out var waiting) && !waiting.IsFinal)
            {
                waiting.Text = progress.Text;
                waiting.IsFinal = progress.IsTerminal;
                Coalesced++;
                return true;
            }

            if (_items.Count >= capacity)
            {
                return false;
            }

            var item = new Item { Text = progress.Text, Job = progress.JobId, IsFinal = progress.IsTerminal };
            _replaceable[progress.JobId] = item;
            _items.Enqueue(item);
        }

        _signal.Writer.TryWrite(true);
        return true;
    }

    /// <summary>Adds a reply if there is room.</summary>
    public bool TryPost(ReadOnlyMemory<byte> text)
    {
        if (!_room.Wait(0, CancellationToken.None))
        {
            return false;
        }

        Enqueue(text);
        return true;
    }

    /// <summary>Adds a reply, when there is room.</summary>
    public async ValueTask PostAsync(ReadOnlyMemory<byte> text, CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken);
        Enqueue(text);
    }

    /// <summary>Waits until something waits to be sent.</summary>
    /// <returns><see langword="false"/> when nothing will come any more.</returns>
    public async ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        if (!await _signal.Reader.WaitToReadAsync(cancellationToken))
        {
            return false;
        }

        _signal.Reader.TryRead(out _);
        return true;
    }

    public bool TryTake(out ReadOnlyMemory<byte> text)
    {
        lock (_gate)
        {
            if (!_items.TryDequeue(out var item))
            {
                text = default;
                return false;
            }

            text = item.Text;
            if (item.Job is not { } job)
            {
                _room.Release();
            }
            else if (ReferenceEquals(_replaceable.GetValueOrDefault(job), item))
            {
                _replaceable.Remove(job);
            }

            return true;
        }
    }

    /// <summary>Ends the waiting; what waits can still be taken.</summary>
    public void Complete() => _signal.Writer.TryComplete();

    public void Dispose() => _room.Dispose();

    private void Enqueue(ReadOnlyMemory<byte> text)
    {
        lock (_gate)
        {
            _items.Enqueue(new Item { Text = text });
        }

        _signal.Writer.TryWrite(true);
    }

    private sealed class Item
    {
        public ReadOnlyMemory<byte> Text { get; set; }

        public JobId? Job { get; init; }

        public bool IsFinal { get; set; }
    }
}
