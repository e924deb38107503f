using System.ComponentModel;
using System.Text.Json.Serialization;

namespace DocProcessing.WebSockets;

/// <summary>What operators see of the live connections.</summary>
internal sealed record SocketStatistics(
    [property: JsonPropertyName("connections")] int Connections,
    [property: JsonPropertyName("subscriptions"), Description("Jobs followed, over all connections.")] int Subscriptions,
    [property: JsonPropertyName("messages_sent")] long MessagesSent,
    [property: JsonPropertyName("messages_received")] long MessagesReceived,
    [property: JsonPropertyName("bytes_sent")] long BytesSent,
    [property: JsonPropertyName("coalesced"), Description("Events that a newer one replaced before they were sent.")] long Coalesced,
    [property: JsonPropertyName("channels")] IReadOnlyDictionary<string, ChannelStatistics> Channels)
{
    public static SocketStatistics Of(LiveConnections live)
    {
        var channels = new SortedDictionary<string, ChannelStatistics>(live.Channels.ToDictionary(channel => channel.Key, channel => ChannelStatistics.Of(channel.Value)), StringComparer.Ordinal);
        return new SocketStatistics(
            channels.Values.Sum(channel => channel.Connections),
            channels.Values.Sum(channel => channel.Subscriptions),
            channels.Values.Sum(channel => channel.MessagesSent),
            channels.Values.Sum(channel => channel.MessagesReceived),
            channels.Values.Sum(channel => channel.BytesSent),
            channels.Values.Sum(channel => channel.Coalesced),
            channels);
    }
}

internal sealed record ChannelStatistics(
    [property: JsonPropertyName("connections")] int Connections,
    [property: JsonPropertyName("opened")] long Opened,
    [property: JsonPropertyName("subscriptions")] int Subscriptions,
    [property: JsonPropertyName("messages_sent")] long MessagesSent,
    [property: JsonPropertyName("messages_received")] long MessagesReceived,
    [property: JsonPropertyName("bytes_sent")] long BytesSent,
    [property: JsonPropertyName("coalesced")] long Coalesced)
{
    public static ChannelStatistics Of(ChannelCounters counters) => new(
        Volatile.Read(ref counters.Connections),
        Volatile.Read(ref counters.Opened),
        Volatile.Read(ref counters.Subscriptions),
        Volatile.Read(ref counters.MessagesSent),
        Volatile.Read(ref counters.MessagesReceived),
        Volatile.Read(ref counters.BytesSent),
        Volatile.Read(ref counters.Coalesced));
}
