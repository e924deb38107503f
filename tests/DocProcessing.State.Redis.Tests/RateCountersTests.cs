using DocProcessing.Conformance;
using DocProcessing.Testing;
using Microsoft.Extensions.Logging;

namespace DocProcessing.Redis.Tests;

public sealed class RateCountersConformanceTests(RedisServer server) : RateCountersConformance, IAsyncDisposable
{
    private readonly List<RedisConnection> _connections = [];
    private readonly string _prefix = RedisServer.NewPrefix();

    protected override Task<IRateCounters> CreateAsync()
    {
        _connections.Add(RedisServer.Connect(server.Address, _prefix));
        return Task.FromResult<IRateCounters>(new RedisRateCounters(_connections[^1], TimeProvider.System, LoggerFactory.Create(_ => { }).CreateLogger<RedisRateCounters>()));
    }

    // By the server's clock, which no test can turn.
    protected override Task PassAsync(TimeSpan time) => Task.Delay(time, Token);

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections)
        {
            await connection.DisposeAsync();
        }
    }
}

/// <summary>What happens to limits when Redis does not answer.</summary>
public sealed class RateCountersOutageTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_Redis_is_away_a_node_goes_on_from_its_own_count_and_says_so_once()
    {
        await using var service = await Service.StartAsync("redis");
        await using var connection = RedisServer.Connect(RedisServer.AddressOf(service.Port), RedisServer.NewPrefix());
        var log = new List<string>();
        var counters = new RedisRateCounters(connection, TimeProvider.System, LoggerFactory.Create(logging => logging.AddProvider(new ListedLog(log))).CreateLogger<RedisRateCounters>());
        for (var count = 0; count < 6; count++)
        {
            Assert.Null(await counters.TryTakeAsync("a", 10, Hour, Stop));
        }

        service.Kill();
        for (var count = 0; count < 4; count++)
        {
            Assert.Null(await counters.TryTakeAsync("a", 10, Hour, Stop));
        }

        Assert.NotNull(await counters.TryTakeAsync("a", 10, Hour, Stop));
        Assert.Single(log, line => line.Contains("counted by this node alone", StringComparison.Ordinal));

        await service.StartAsync();
        using var late = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        late.CancelAfter(TimeSpan.FromSeconds(60));
        while (!log.ToArray().Any(line => line.Contains("together again", StringComparison.Ordinal)))
        {
            await counters.TryTakeAsync("b", 1_000_000, Hour, late.Token);
            await Task.Delay(20, late.Token);
        }
    }

    [Fact]
    public async Task Counts_are_forgotten_by_the_server_itself()
    {
        await using var service = await Service.StartAsync("redis");
        await using var connection = RedisServer.Connect(RedisServer.AddressOf(service.Port), RedisServer.NewPrefix());
        var counters = new RedisRateCounters(connection, TimeProvider.System, LoggerFactory.Create(_ => { }).CreateLogger<RedisRateCounters>());

        await counters.TryTakeAsync("a", 10, Hour, Stop);

        var left = await (await connection.GetDatabaseAsync()).KeyTimeToLiveAsync(connection.Key("rate:3600:a"));
        Assert.InRange(left!.Value, Hour, 2 * Hour);
    }
}
