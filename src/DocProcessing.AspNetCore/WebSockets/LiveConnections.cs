using System.Collections.Concurrent;

namespace DocProcessing.WebSockets;

/// <summary>Counts the live connections of this node: by user for the limit, by channel for the statistics.</summary>
internal sealed class LiveConnections(IOptions<WebSocketSettings> settings)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _byUser = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ChannelCounters> _channels = new(StringComparer.Ordinal);

    /// <summary>Takes a place for one more connection of a user.</summary>
    public IDisposable Enter(Caller caller, string channel)
    {
        lock (_gate)
        {
            var count = _byUser.GetValueOrDefault(caller.UserId);
            if (count >= settings.Value.MaxConnectionsPerUser)
            {
                throw new DocumentProcessingException(
                    ErrorCategory.LimitReached,
                    HttpErrorCodes.TooManyConnections,
                    $"No more than {settings.Value.MaxConnectionsPerUser} live connections of one user.");
            }

            _byUser[caller.UserId] = count + 1;
        }

        var counters = Of(channel);
        Interlocked.Increment(ref counters.Connections);
        return new Place(() => Leave(caller.UserId, counters));
    }

    public ChannelCounters Of(string channel) => _channels.GetOrAdd(channel, _ => new ChannelCounters());

    public IReadOnlyDictionary<string, ChannelCounters> Channels => _channels;

    private void Leave(string user, ChannelCounters counters)
    {
        Interlocked.Decrement(ref counters.Connections);
        lock (_gate)
        {
            if (--_byUser[user] == 0)
            {
                _byUser.Remove(user);
            }
        }
    }

    private sealed class Place(Action leave) : IDisposable
    {
        private Action? _leave = leave;

        public void Dispose() => Interlocked.Exchange(ref _leave, null)?.Invoke();
    }
}

/// <summary>What went over a channel.</summary>
internal sealed class ChannelCounters
{
    public int Connections;
    public long Opened;
    public int Subscriptions;
    public long MessagesSent;
    public long BytesSent;
    public long Coalesced;
    public long MessagesReceived;
}
