using StackExchange.Redis;

namespace DocProcessing.Redis;

/// <summary>The names of the bus in Redis, and the one script that publishes.</summary>
internal sealed class BusScript(RedisConnection connection, string origin)
{
    // Some minutes of a busy deployment: whoever was away for longer looks everything up anyway.
    private const int StreamLength = 10_000;

    private static readonly string Publish = Scripts.Read("publish.lua");

    public string Stream => connection.Key("bus");

    public RedisChannel Channel => RedisChannel.Literal(connection.Key("bus"));

    /// <summary>Sends messages in order, all or none of them.</summary>
    public async Task PublishAsync(IReadOnlyList<Outgoing> messages)
    {
        var arguments = new List<RedisValue> { Channel.ToString(), StreamLength, origin };
        foreach (var message in messages)
        {
            arguments.Add(message.Number);
            arguments.Add(BusEntry.Write(message.Message));
        }

        var database = await connection.GetDatabaseAsync();
        await database.ScriptEvaluateAsync(Publish, [Stream], [.. arguments]);
    }

    /// <summary>Reads entries in order, from one on, itself included.</summary>
    public async Task<IReadOnlyList<BusEntry>> ReadAsync(StreamId from, int most)
    {
        var database = await connection.GetDatabaseAsync();
        return Array.ConvertAll(await database.StreamRangeAsync(Stream, from.ToString(), "+", most), BusEntry.Of);
    }

    /// <summary>Finds the newest entry's id.</summary>
    public async Task<StreamId> FindNewestAsync()
    {
        var database = await connection.GetDatabaseAsync();
        return await database.StreamRangeAsync(Stream, "-", "+", 1, Order.Descending) is [var newest] ? StreamId.Parse((string)newest.Id!) : StreamId.Zero;
    }

    /// <summary>Gets what tells one run of a server from the next, and from another server; empty when this user may not ask.</summary>
    public async Task<string> RunIdAsync()
    {
        try
        {
            // By a script on the stream's key, so that in a cluster the stream's own server answers.
            var database = await connection.GetDatabaseAsync();
            var info = (string?)await database.ScriptEvaluateAsync("return redis.call('INFO', 'server')", [Stream]) ?? "";
            return info.Split('\n').FirstOrDefault(line => line.StartsWith("run_id:", StringComparison.Ordinal))?.Trim() ?? "";
        }
        catch (RedisServerException exception) when (!RedisErrors.IsUnavailable(exception) || exception.Message.Contains("NOPERM", StringComparison.Ordinal))
        {
            return "";
        }
    }
}
