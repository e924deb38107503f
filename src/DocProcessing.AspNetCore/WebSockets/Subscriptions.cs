using System.Threading.Channels;

namespace DocProcessing.WebSockets;

/// <summary>
/// What one connection follows, and what it has seen of it: sends each event once, and holds live ones back until <see cref="JobLookups"/> has told
/// the present or the past of their job.
/// </summary>
internal sealed class Subscriptions(Caller caller, Outbox outbox, ProgressBroadcaster broadcaster, WebSocketSettings settings, TimeProvider clock)
    : IProgressListener, IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<JobId, JobFeed> _feeds = [];
    private readonly SortedSet<string> _channels = new(StringComparer.Ordinal);

    // One waits at most, the earliest: looking up since then finds what the later ones miss, too.
    private readonly Channel<DateTimeOffset> _gaps = Channel.CreateBounded<DateTimeOffset>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private bool _disposed;

    /// <summary>Gets or sets what to do with a reader for whom too much waits.</summary>
    public Action? OnOverflow { get; set; }

    /// <summary>Gets the times since when messages may be lost, as the bus tells them.</summary>
    public ChannelReader<DateTimeOffset> Gaps => _gaps.Reader;

    public int JobCount
    {
        get
        {
            lock (_gate)
            {
                return _feeds.Count;
            }
        }
    }

    public SubscribedMessage Describe()
    {
        lock (_gate)
        {
            return new SubscribedMessage([.. _feeds.Where(feed => feed.Value.IsNamed).Select(feed => feed.Key.Value).Order(StringComparer.Ordinal)], [.. _channels]);
        }
    }

    /// <summary>Begins to follow a job: from here on live events wait until <see cref="Release"/>.</summary>
    /// <returns>Whether there is room for it.</returns>
    public bool TryHold(JobId id)
    {
        lock (_gate)
        {
            if (!_feeds.TryGetValue(id, out var feed))
            {
                if (_feeds.Count(other => other.Value.IsNamed) >= settings.MaxJobsPerConnection)
                {
                    return false;
                }

                _feeds[id] = feed = new JobFeed();
            }

            feed.IsNamed = true;
            feed.IsHolding = true;
        }

        broadcaster.Jobs.Add(id, this);
        return true;
    }

    public void Drop(JobId id)
    {
        broadcaster.Jobs.Remove(id, this);
        lock (_gate)
        {
            _feeds.Remove(id);
        }
    }

    /// <summary>Tells the present state, if it is news or is told in any case, and lets live events go.</summary>
    public void Release(ProgressEvent present, bool evenIfTold)
    {
        lock (_gate)
        {
            if (!_feeds.TryGetValue(present.JobId, out var feed))
            {
                return;
            }

            feed.IsHolding = false;
            if (feed.Accept(new SharedProgress(present), clock.GetTimestamp()) || evenIfTold)
            {
                feed.Told(present, clock.GetTimestamp());
                Send(feed, new SharedProgress(present));
            }

            foreach (var held in feed.Release())
            {
                Take(feed, held);
            }
        }
    }

    /// <summary>Tells whether an event waits that comes after a number.</summary>
    public bool HoldsBeyond(JobId id, long sequence)
    {
        lock (_gate)
        {
            return _feeds.TryGetValue(id, out var feed) && feed.NewestHeld > sequence;
        }
    }

    /// <summary>Notes that an event was sent.</summary>
    public void Told(ProgressEvent progress)
    {
        lock (_gate)
        {
            _feeds.GetValueOrDefault(progress.JobId)?.Told(progress, clock.GetTimestamp());
        }
    }

    /// <summary>Sends an event that was looked up, if it is news of a job that is followed.</summary>
    public void Accept(ProgressEvent progress, bool evenIfOwn)
    {
        lock (_gate)
        {
            if (!_feeds.TryGetValue(progress.JobId, out var feed) && evenIfOwn && _channels.Contains(SocketChannels.Jobs))
            {
                _feeds[progress.JobId] = feed = new JobFeed();
            }

            if (feed is not null)
            {
                Take(feed, new SharedProgress(progress));
            }
        }
    }

    /// <summary>Gets the jobs of which nothing was heard lately, and forgets those that have ended.</summary>
    public List<JobId> TakeSilent()
    {
        lock (_gate)
        {
            var silent = _feeds.Where(feed => clock.GetElapsedTime(feed.Value.LastSeen) >= settings.HeartbeatInterval / 2).ToList();

            // An ended job of the user's own is kept a while, so that a late message does not make it look alive again.
            foreach (var (id, feed) in silent.Where(feed => feed.Value is { IsNamed: false, HasEnded: true }))
            {
                _feeds.Remove(id);
            }

            return [.. silent.Where(feed => feed.Value is { HasEnded: false, IsHolding: false }).Select(feed => feed.Key)];
        }
    }

    /// <summary>Gets the jobs that can still change.</summary>
    public List<JobId> LiveJobs()
    {
        lock (_gate)
        {
            return [.. _feeds.Where(feed => feed.Value is { HasEnded: false, IsHolding: false }).Select(feed => feed.Key)];
        }
    }

    public bool Follows(string channel)
    {
        lock (_gate)
        {
            return _channels.Contains(channel);
        }
    }

    public void AddChannel(string channel)
    {
        lock (_gate)
        {
            _channels.Add(channel);
        }

        switch (channel)
        {
            case SocketChannels.Jobs: broadcaster.Owners.Add(caller.UserId, this); break;
            case SocketChannels.Notifications: broadcaster.Notifications.Add(caller.UserId, this); break;
        }
    }

    public void RemoveChannel(string channel)
    {
        lock (_gate)
        {
            _channels.Remove(channel);
            if (channel == SocketChannels.Jobs)
            {
                foreach (var (id, _) in _feeds.Where(feed => !feed.Value.IsNamed).ToList())
                {
                    _feeds.Remove(id);
                }
            }
        }

        switch (channel)
        {
            case SocketChannels.Jobs: broadcaster.Owners.Remove(caller.UserId, this); break;
            case SocketChannels.Notifications: broadcaster.Notifications.Remove(caller.UserId, this); break;
        }
    }

    public void OnProgress(SharedProgress progress)
    {
        lock (_gate)
        {
            if (!_feeds.TryGetValue(progress.JobId, out var feed))
            {
                if (_disposed || !_channels.Contains(SocketChannels.Jobs))
                {
                    return;
                }

                _feeds[progress.JobId] = feed = new JobFeed();
            }

            Take(feed, progress);
        }
    }

    public void OnNotification(SharedNotification notification)
    {
        if (!outbox.TryPost(notification.Text))
        {
            OnOverflow?.Invoke();
        }
    }

    public void OnGap(DateTimeOffset since) => _gaps.Writer.TryWrite(since);

    public void Dispose()
    {
        List<JobId> named;
        lock (_gate)
        {
            _disposed = true;
            named = [.. _feeds.Keys];
            _feeds.Clear();
        }

        named.ForEach(id => broadcaster.Jobs.Remove(id, this));
        broadcaster.Owners.Remove(caller.UserId, this);
        broadcaster.Notifications.Remove(caller.UserId, this);
    }

    private void Take(JobFeed feed, SharedProgress progress)
    {
        if (feed.Accept(progress, clock.GetTimestamp()))
        {
            Send(feed, progress);
        }
    }

    private void Send(JobFeed feed, SharedProgress progress)
    {
        if (!outbox.Post(progress, ref feed.Place))
        {
            OnOverflow?.Invoke();
        }
    }
}
