namespace DocProcessing.Redis;

/// <summary>Tries whether Redis takes writes to the state: not a replica, and with memory left.</summary>
internal sealed class RedisStateProbe(StateAccess access, RedisConnection connection) : IHealthProbe
{
    public string Component => "state";

    public async Task<string> ProbeAsync(CancellationToken cancellationToken)
    {
        await access.CheckLayoutAsync(cancellationToken);
        var version = await connection.RunAsync(
            async database => await database.IdentifyEndpointAsync(connection.Key("state")) is { } endpoint ? database.Multiplexer.GetServer(endpoint).Version : null,
            cancellationToken);
        return $"Redis {version}";
    }
}
