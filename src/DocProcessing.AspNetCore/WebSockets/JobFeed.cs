namespace DocProcessing.WebSockets;

/// <summary>What one connection has seen of one job. Not for concurrent use: <see cref="Subscriptions"/> guards it.</summary>
internal sealed class JobFeed
{
    private SharedProgress? _held;
    private SharedProgress? _heldEnd;

    /// <summary>Where its progress waits to be sent. A field, since <see cref="Outbox"/> gives it another one.</summary>
    public OutboxPlace? Place;

    /// <summary>Gets or sets whether the client named the job, and did not only ask for all of its own.</summary>
    public bool IsNamed { get; set; }

    /// <summary>Gets or sets whether live events wait until the past is told.</summary>
    public bool IsHolding { get; set; }

    public long LastSequence { get; private set; } = -1;

    public JobStatus? LastStatus { get; private set; }

    public long LastSeen { get; private set; }

    public bool HasEnded => LastStatus is { } status && status.IsTerminal();

    /// <summary>Takes an event, unless it is one that was told already.</summary>
    /// <returns>Whether it is to be sent now.</returns>
    public bool Accept(SharedProgress progress, long now)
    {
        if (!IsNews(progress.Event))
        {
            return false;
        }

        if (IsHolding)
        {
            Hold(progress);
            return false;
        }

        Told(progress.Event, now);
        return true;
    }

    /// <summary>Notes that an event was sent.</summary>
    public void Told(ProgressEvent progress, long now)
    {
        LastSequence = Math.Max(LastSequence, progress.Sequence);
        LastStatus = progress.Status;
        LastSeen = now;
    }

    /// <summary>Gets the newest event that waits and is not yet told.</summary>
    public long NewestHeld => _held is { } held && IsNews(held.Event) ? held.Event.Sequence : -1;

    /// <summary>Stops holding.</summary>
    /// <returns>What waits and is still news, in order: the newest event, and before it the last that ended the job.</returns>
    public IEnumerable<SharedProgress> Release()
    {
        IsHolding = false;
        var (end, newest) = (_heldEnd, _held);
        (_held, _heldEnd) = (null, null);
        return new[] { end, newest }.OfType<SharedProgress>().Distinct();
    }

    // The present state may be made of the record: then its status can be newer than its number.
    private bool IsNews(ProgressEvent progress) =>
        progress.Sequence > LastSequence || (progress.Sequence == LastSequence && progress.Status != LastStatus && progress.Status.IsTerminal());

    private void Hold(SharedProgress progress)
    {
        _held = progress;
        if (progress.IsTerminal)
        {
            _heldEnd = progress;
        }
    }
}
