namespace DocProcessing.Redis;

/// <summary>How far this node has come in the stream: it delivers each message of other nodes once, and says so when some are lost. One caller at a time.</summary>
internal sealed class BusPosition(BusScript script, string origin, BusSubscribers subscribers, BusMetrics metrics, TimeProvider clock)
{
    private const int Page = 500;
    private const int MaxOrigins = 1_000;

    // Messages of a batch whose fate its sender did not know may be there twice.
    private readonly Dictionary<string, long> _numbers = new(StringComparer.Ordinal);
    private StreamId? _last;
    private DateTimeOffset _knownUntil = clock.GetUtcNow();
    private string _runId = "";
    private volatile bool _isDoubtful;

    /// <summary>Notes that the server was out of reach: another one, or another run of it, may answer next.</summary>
    public void Doubt() => _isDoubtful = true;

    /// <summary>Delivers a live message.</summary>
    /// <returns>Whether it is known or follows on the last one.</returns>
    public bool TryTake(BusEntry entry)
    {
        if (_last is not { } last || (entry.Id.CompareTo(last) > 0 && entry.Previous != last))
        {
            return false;
        }

        Take(entry, replayed: false);
        return true;
    }

    /// <summary>Delivers what the stream holds after the last message; at first it only notes where the stream ends.</summary>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        var isDoubtful = _isDoubtful;
        _isDoubtful = false;
        try
        {
            var now = clock.GetUtcNow();
            var runId = isDoubtful || _last is null ? await script.RunIdAsync().WaitAsync(cancellationToken) : _runId;
            if (_last is { } last)
            {
                // What a server had neither on disk nor on its replica is gone with it, and nothing in the stream tells.
                await ReplayAsync(last, isSameServer: runId == _runId, cancellationToken);
            }
            else
            {
                _last = await script.FindNewestAsync().WaitAsync(cancellationToken);
                if (isDoubtful)
                {
                    // This node has come late: its subscribers waited meanwhile.
                    TellGap();
                }
            }

            (_runId, _knownUntil) = (runId, now);
        }
        catch
        {
            _isDoubtful = true;
            throw;
        }
    }

    private async Task ReplayAsync(StreamId last, bool isSameServer, CancellationToken cancellationToken)
    {
        var entries = await script.ReadAsync(last, Page).WaitAsync(cancellationToken);
        var isWhole = last == StreamId.Zero ? entries is [] or [{ Previous: { Milliseconds: 0, Number: 0 } }, ..] : entries is [var first, ..] && first.Id == last;
        if (entries.Count == 0 && !isWhole)
        {
            // The stream is gone, or has begun anew by a clock that goes after that of before. Only then the gap is told: what is passed over here was
            // stored before whoever hears of it looks.
            _last = await script.FindNewestAsync().WaitAsync(cancellationToken);
        }

        if (!isWhole || !isSameServer)
        {
            TellGap();
        }

        while (entries.Count > 0)
        {
            foreach (var entry in entries)
            {
                Take(entry, replayed: true);
            }

            entries = entries.Count < Page ? [] : await script.ReadAsync(_last!.Value, Page).WaitAsync(cancellationToken);
        }
    }

    private void Take(BusEntry entry, bool replayed)
    {
        if (entry.Id.CompareTo(_last!.Value) <= 0)
        {
            return;
        }

        _last = entry.Id;

        // Its own messages were delivered when they were published.
        if (entry.Origin == origin || entry.Number <= _numbers.GetValueOrDefault(entry.Origin))
        {
            return;
        }

        if (_numbers.Count >= MaxOrigins)
        {
            // Nodes that are long gone, most of them.
            _numbers.Clear();
        }

        _numbers[entry.Origin] = entry.Number;
        metrics.Received(replayed);
        if (entry.Read() is { } message)
        {
            subscribers.Deliver(message);
        }
    }

    private void TellGap()
    {
        metrics.Gap();
        subscribers.Deliver(new GapMessage(_knownUntil));
    }
}
