namespace DocProcessing.InProcess;

/// <summary>The tickets that wait, in the order in which they are due. Not for concurrent use.</summary>
/// <remarks>
/// One sorted lane for each priority holds ready and delayed tickets alike: its first ticket tells whether any is ready, and
/// its last is the one to drop. A ticket's age counts against priority when the lanes' first tickets are compared.
/// </remarks>
internal sealed class WaitingTickets(int capacityPerPriority, TimeSpan ageing)
{
    private static readonly Comparer<WaitingTicket> ByTime = Comparer<WaitingTicket>.Create((left, right) =>
        left.Ticket.NotBefore.CompareTo(right.Ticket.NotBefore) is not 0 and var order ? order : left.Number.CompareTo(right.Number));

    private readonly Dictionary<JobId, WaitingTicket> _byJob = [];
    private readonly SortedSet<WaitingTicket>[] _lanes = [.. Enum.GetValues<JobPriority>().Select(_ => new SortedSet<WaitingTicket>(ByTime))];
    private long _lastNumber;

    public int CountOf(JobPriority priority) => _lanes[(int)priority].Count;

    /// <summary>Adds a ticket in place of one for the same job.</summary>
    /// <returns>The ticket that had to go for it, perhaps itself; <see langword="null"/> when there was room.</returns>
    public JobTicket? Add(JobTicket ticket, DateTimeOffset now)
    {
        if (_byJob.GetValueOrDefault(ticket.JobId) is { } waiting)
        {
            if (waiting.Ticket == ticket)
            {
                return null;
            }

            Remove(ticket.JobId);
        }

        var added = new WaitingTicket(ticket, ++_lastNumber, now);
        var lane = _lanes[(int)ticket.Priority];
        lane.Add(added);
        _byJob[ticket.JobId] = added;
        if (lane.Count <= capacityPerPriority)
        {
            return null;
        }

        var last = lane.Max!.Ticket;
        Remove(last.JobId);
        return last;
    }

    public bool Remove(JobId id) => _byJob.Remove(id, out var waiting) && _lanes[(int)waiting.Ticket.Priority].Remove(waiting);

    public bool HasReady(DateTimeOffset now)
    {
        foreach (var lane in _lanes)
        {
            if (lane.Min is { } first && first.Ticket.NotBefore <= now)
            {
                return true;
            }
        }

        return false;
    }

    public JobTicket? TakeReady(DateTimeOffset now)
    {
        WaitingTicket? chosen = null;
        foreach (var lane in _lanes)
        {
            if (lane.Min is { } first && first.Ticket.NotBefore <= now && (chosen is null || Precedes(first, chosen)))
            {
                chosen = first;
            }
        }

        if (chosen is not null)
        {
            Remove(chosen.Ticket.JobId);
        }

        return chosen?.Ticket;
    }

    /// <summary>Finds when the next ticket gets ready that is not ready yet, as far as the lanes' first tickets tell.</summary>
    public DateTimeOffset? NextTime(DateTimeOffset now)
    {
        DateTimeOffset? next = null;
        foreach (var lane in _lanes)
        {
            if (lane.Min is { } first && first.Ticket.NotBefore > now && !(next <= first.Ticket.NotBefore))
            {
                next = first.Ticket.NotBefore;
            }
        }

        return next;
    }

    public TimeSpan? OldestWait(DateTimeOffset now)
    {
        TimeSpan? oldest = null;
        foreach (var lane in _lanes)
        {
            if (lane.Min is { } first && first.Ticket.NotBefore <= now)
            {
                var since = first.Ticket.NotBefore > first.EnqueuedAt ? first.Ticket.NotBefore : first.EnqueuedAt;
                oldest = oldest > now - since ? oldest : now - since;
            }
        }

        return oldest;
    }

    // In ticks, as the earliest times less some minutes are no dates.
    private long RankOf(WaitingTicket waiting) => waiting.Ticket.NotBefore.UtcTicks - ((int)waiting.Ticket.Priority * ageing.Ticks);

    private bool Precedes(WaitingTicket left, WaitingTicket right) =>
        (RankOf(left), -(int)left.Ticket.Priority, left.Number).CompareTo((RankOf(right), -(int)right.Ticket.Priority, right.Number)) < 0;

    private sealed record WaitingTicket(JobTicket Ticket, long Number, DateTimeOffset EnqueuedAt);
}
