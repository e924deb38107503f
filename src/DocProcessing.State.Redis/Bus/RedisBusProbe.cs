namespace DocProcessing.Redis;

/// <summary>Tries whether Redis takes messages: not a replica, and not full.</summary>
internal sealed class RedisBusProbe(RedisConnection connection) : IHealthProbe
{
    public string Component => "bus";

    public async Task<string> ProbeAsync(CancellationToken cancellationToken)
    {
        await connection.RunAsync(database => database.StringSetAsync(connection.Key("probe"), "1", TimeSpan.FromMinutes(1)), cancellationToken);
        return "Redis";
    }
}
