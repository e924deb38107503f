using System.Diagnostics;
using DocProcessing.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace DocProcessing.Redis.Tests;

public sealed class ConnectionTests(RedisServer server)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Redis_that_is_away_is_unavailable_and_works_by_itself_once_it_is_there()
    {
        await using var service = await Service.StartAsync("redis");
        await service.StopAsync();
        await using var connection = RedisServer.Connect(RedisServer.AddressOf(service.Port), RedisServer.NewPrefix());

        var failure = await Assert.ThrowsAsync<StateUnavailableException>(() => PingAsync(connection));
        Assert.True(failure.RetryAfter > TimeSpan.Zero);

        await service.StartAsync();
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await PingAsync(connection);
                return;
            }
            catch (StateUnavailableException) when (watch.Elapsed < TimeSpan.FromSeconds(60))
            {
                await Task.Delay(20, Stop);
            }
        }
    }

    [Theory]
    [InlineData("READONLY You can't write against a read only replica.")]
    [InlineData("LOADING Redis is loading the dataset in memory")]
    [InlineData("ERR Error running script (call to f_1): @user_script:1: -OOM command not allowed when used memory > 'maxmemory'.")]
    public void What_passes_by_itself_is_unavailable(string message) => Assert.True(RedisErrors.IsUnavailable(new RedisServerException(message)));

    [Fact]
    public void What_is_our_own_fault_is_not() => Assert.False(RedisErrors.IsUnavailable(new RedisServerException("ERR unknown command 'OOM '")));

    [Fact]
    public async Task The_hosts_own_connection_is_used_and_left_open()
    {
        await using var own = await ConnectionMultiplexer.ConnectAsync(RedisAddress.Parse(server.Address));
        var services = new ServiceCollection().AddSingleton<IConnectionMultiplexer>(own).BuildServiceProvider();
        await using (var connection = new RedisConnection(Options.Create(new RedisOptions()), services))
        {
            Assert.Same(own, await connection.OpenAsync());
        }

        Assert.True((await own.GetDatabase().PingAsync()) > TimeSpan.Zero);
    }

    [Fact]
    public async Task Our_own_is_one_and_closed_at_the_end()
    {
        IConnectionMultiplexer ours;
        await using (var connection = RedisServer.Connect(server.Address, RedisServer.NewPrefix()))
        {
            var both = await Task.WhenAll(connection.OpenAsync(), connection.OpenAsync());
            Assert.Same(both[0], both[1]);
            ours = both[0];
        }

        await Assert.ThrowsAsync<ObjectDisposedException>(() => ours.GetDatabase().PingAsync());
    }

    private static Task<TimeSpan> PingAsync(RedisConnection connection) => connection.RunAsync(database => database.PingAsync(), Stop);
}
