namespace DocProcessing.Redis;

/// <summary>What waits to be sent: as it came while that is little, then the newest progress of each job, and never more than its bound.</summary>
/// <remarks>Ends of jobs, control messages and notifications are let go last, after all progress.</remarks>
internal sealed class OutgoingMessages(int coalesceFrom, int capacity, TimeProvider clock) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Outgoing> _vital = new();
    private readonly LinkedList<Outgoing> _progress = new();
    private readonly Dictionary<JobId, LinkedListNode<Outgoing>> _newest = [];
    private readonly SemaphoreSlim _arrived = new(0, 1);
    private long _number;
    private Outgoing? _gap;
    private bool _isComplete;

    /// <summary>Gets whether nothing more comes, and nothing waits.</summary>
    public bool IsFinished
    {
        get
        {
            lock (_gate)
            {
                return _isComplete && FirstOf() is null;
            }
        }
    }

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _vital.Count + _progress.Count;
            }
        }
    }

    public void Add(BusMessage message)
    {
        lock (_gate)
        {
            var waiting = new Outgoing(++_number, message, clock.GetUtcNow());
            if (message is ProgressMessage { Progress: var progress } && !progress.Status.IsTerminal())
            {
                if (_vital.Count + _progress.Count >= coalesceFrom && _newest.TryGetValue(progress.JobId, out var older))
                {
                    _progress.Remove(older);
                }

                _newest[progress.JobId] = _progress.AddLast(waiting);
            }
            else
            {
                _vital.AddLast(waiting);
            }

            while (_vital.Count + _progress.Count > capacity)
            {
                Lose(RemoveFirst(_progress.Count > 0 ? _progress : _vital));
            }

            Wake();
        }
    }

    public Task WaitAsync(CancellationToken cancellationToken) => _arrived.WaitAsync(cancellationToken);

    /// <summary>Takes what came first.</summary>
    public List<Outgoing> Take(int most)
    {
        var taken = new List<Outgoing>();
        lock (_gate)
        {
            while (taken.Count < most && FirstOf() is { } list)
            {
                taken.Add(RemoveFirst(list));
                _gap = taken[^1] == _gap ? null : _gap;
            }

            if (_isComplete || FirstOf() is not null)
            {
                Wake();
            }
        }

        return taken;
    }

    /// <summary>Notes that nothing more comes.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _isComplete = true;
            Wake();
        }
    }

    public void Dispose() => _arrived.Dispose();

    private LinkedList<Outgoing>? FirstOf() => (_vital.First?.Value.Number, _progress.First?.Value.Number) switch
    {
        (null, null) => null,
        ({ } vital, var progress) when progress is null || vital < progress => _vital,
        _ => _progress,
    };

    // The other nodes are told once, where the next message would have its place.
    private void Lose(Outgoing lost)
    {
        if (_gap is null || lost == _gap)
        {
            _gap = new Outgoing(++_number, new GapMessage(lost.Message is GapMessage { Since: var since } ? since : lost.At), lost.At);
            _vital.AddLast(_gap);
        }
    }

    private Outgoing RemoveFirst(LinkedList<Outgoing> list)
    {
        var first = list.First!;
        list.RemoveFirst();
        if (first.Value.Message is ProgressMessage { Progress.JobId: var job } && _newest.TryGetValue(job, out var newest) && newest == first)
        {
            _newest.Remove(job);
        }

        return first.Value;
    }

    private void Wake()
    {
        if (_arrived.CurrentCount == 0)
        {
            _arrived.Release();
        }
    }
}

/// <summary>A message that waits.</summary>
/// <param name="Number">Its number among those of this node.</param>
/// <param name="Message">The message.</param>
/// <param name="At">When it came.</param>
internal sealed record Outgoing(long Number, BusMessage Message, DateTimeOffset At);
