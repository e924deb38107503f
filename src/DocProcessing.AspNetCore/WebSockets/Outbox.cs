using System.Threading.Tasks.Sources;

namespace DocProcessing.WebSockets;

/// <summary>
/// What waits to be sent over one connection, in order and bounded. Progress of a job that waits already takes the place of what waits: a slow reader
/// gets fewer steps, never a growing queue. An event that ends a job is never replaced. Replies wait for room, so a client that does not read is not read.
/// </summary>
internal sealed class Outbox(int replyCapacity, int capacity) : IValueTaskSource<bool>, IDisposable
{
    private readonly Lock _gate = new();
    private readonly Queue<OutboxPlace> _waiting = new();
    private readonly SemaphoreSlim _room = new(replyCapacity);
    private ManualResetValueTaskSourceCore<bool> _signal = new() { RunContinuationsAsynchronously = true };
    private bool _isAwaited;
    private bool _isComplete;

    public long Coalesced { get; private set; }

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Adds progress without waiting, and without an allocation once its job has a place.</summary>
    /// <param name="progress">The event.</param>
    /// <param name="place">Where progress of this job waits, when it does: whoever follows the job keeps it.</param>
    /// <returns><see langword="false"/> when so many jobs wait that the reader must be given up.</returns>
    public bool Post(SharedProgress progress, ref OutboxPlace? place)
    {
        bool wake;
        lock (_gate)
        {
            if (place is { IsWaiting: true, IsFinal: false })
            {
                place.Text = progress.Text;
                place.IsFinal = progress.IsTerminal;
                Coalesced++;
                return true;
            }

            if (_waiting.Count >= capacity)
            {
                return false;
            }

            // The end of a job that waits keeps its place for itself.
            if (place is not { IsWaiting: false })
            {
                place = new OutboxPlace();
            }

            place.Text = progress.Text;
            place.IsFinal = progress.IsTerminal;
            wake = Enqueue(place);
        }

        Wake(wake, anything: true);
        return true;
    }

    /// <summary>Adds a reply if there is room.</summary>
    public bool TryPost(ReadOnlyMemory<byte> text)
    {
        if (!_room.Wait(0, CancellationToken.None))
        {
            return false;
        }

        Reply(text);
        return true;
    }

    /// <summary>Adds a reply, when there is room.</summary>
    public async ValueTask PostAsync(ReadOnlyMemory<byte> text, CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken);
        Reply(text);
    }

    /// <summary>Waits until something waits to be sent. For one who waits at a time.</summary>
    /// <returns><see langword="false"/> when that has ended.</returns>
    public ValueTask<bool> WaitAsync()
    {
        lock (_gate)
        {
            if (_isComplete || _waiting.Count > 0)
            {
                return ValueTask.FromResult(!_isComplete);
            }

            _signal.Reset();
            _isAwaited = true;
            return new ValueTask<bool>(this, _signal.Version);
        }
    }

    /// <summary>Takes what has waited longest.</summary>
    /// <param name="text">The message.</param>
    /// <param name="moreFollows">Whether more can be taken at once.</param>
    public bool TryTake(out ReadOnlyMemory<byte> text, out bool moreFollows)
    {
        lock (_gate)
        {
            if (!_waiting.TryDequeue(out var place))
            {
                (text, moreFollows) = (default, false);
                return false;
            }

            (text, moreFollows) = (place.Text, _waiting.Count > 0);
            place.IsWaiting = false;
            place.Text = default;
            if (place.IsReply)
            {
                _room.Release();
            }

            return true;
        }
    }

    /// <summary>Ends the waiting; what waits can still be taken.</summary>
    public void Complete()
    {
        bool wake;
        lock (_gate)
        {
            _isComplete = true;
            wake = TakeWaiter();
        }

        Wake(wake, anything: false);
    }

    public void Dispose() => _room.Dispose();

    bool IValueTaskSource<bool>.GetResult(short token) => _signal.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _signal.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _signal.OnCompleted(continuation, state, token, flags);

    private void Reply(ReadOnlyMemory<byte> text)
    {
        bool wake;
        lock (_gate)
        {
            wake = Enqueue(new OutboxPlace { Text = text, IsReply = true });
        }

        Wake(wake, anything: true);
    }

    private bool Enqueue(OutboxPlace place)
    {
        place.IsWaiting = true;
        _waiting.Enqueue(place);
        return TakeWaiter();
    }

    private bool TakeWaiter()
    {
        var isAwaited = _isAwaited;
        _isAwaited = false;
        return isAwaited;
    }

    private void Wake(bool wake, bool anything)
    {
        if (wake)
        {
            _signal.SetResult(anything);
        }
    }
}

/// <summary>One message that waits, or the place that a job keeps for its next. <see cref="Outbox"/> guards it.</summary>
internal sealed class OutboxPlace
{
    public ReadOnlyMemory<byte> Text { get; set; }

    public bool IsReply { get; init; }

    public bool IsFinal { get; set; }

    public bool IsWaiting { get; set; }
}
