using StackExchange.Redis;

namespace DocProcessing.Redis;

/// <summary>What a server says of how it keeps what it is given. What it does not tell is <see langword="null"/>.</summary>
/// <param name="AppendOnly">Whether it writes an append-only file.</param>
/// <param name="AppendSync">When it syncs that file: <c>always</c>, <c>everysec</c> or <c>no</c>.</param>
/// <param name="Snapshots">When it writes snapshots; empty for never.</param>
/// <param name="MemoryPolicy">What it does when its memory is full.</param>
internal sealed record ServerSettings(bool? AppendOnly, string? AppendSync, string? Snapshots, string? MemoryPolicy)
{
    /// <summary>Asks the server that has the state. Managed ones often forbid CONFIG; INFO then tells a part of it.</summary>
    public static Task<ServerSettings> ReadAsync(RedisConnection connection, CancellationToken cancellationToken) =>
        connection.RunAsync(
            async database =>
            {
                var endpoint = await database.IdentifyEndpointAsync(connection.Key("state"))
                    ?? throw new RedisConnectionException(ConnectionFailureType.UnableToConnect, "No server has the keys of the state.");
                var server = database.Multiplexer.GetServer(endpoint);
                var append = await ConfigAsync(server, "appendonly");
                return new ServerSettings(
                    append is null ? await InfoAsync(server, "persistence", "aof_enabled") is { } enabled ? enabled == "1" : null : append == "yes",
                    await ConfigAsync(server, "appendfsync"),
                    await ConfigAsync(server, "save"),
                    await ConfigAsync(server, "maxmemory-policy") ?? await InfoAsync(server, "memory", "maxmemory_policy"));
            },
            cancellationToken);

    private static async Task<string?> ConfigAsync(IServer server, string name)
    {
        try
        {
            return (RedisResult[]?)await server.ExecuteAsync("CONFIG", "GET", name) is [_, var value] ? (string?)value : null;
        }
        catch (RedisServerException exception) when (!RedisErrors.IsUnavailable(exception) || IsForbidden(exception))
        {
            // Unknown under this name, or forbidden.
            return null;
        }
    }

    private static async Task<string?> InfoAsync(IServer server, string section, string name)
    {
        try
        {
            var lines = ((string?)await server.ExecuteAsync("INFO", section) ?? "").Split("\r\n");
            return Array.Find(lines, line => line.StartsWith(name + ":", StringComparison.Ordinal))?[(name.Length + 1)..];
        }
        catch (RedisServerException exception) when (!RedisErrors.IsUnavailable(exception) || IsForbidden(exception))
        {
            return null;
        }
    }

    private static bool IsForbidden(RedisServerException exception) => exception.Message.StartsWith("NOPERM", StringComparison.Ordinal);
}
