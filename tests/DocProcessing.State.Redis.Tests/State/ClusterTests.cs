using DocProcessing.Conformance.State;
using DocProcessing.Testing;
using StackExchange.Redis;

namespace DocProcessing.Redis.Tests;

/// <summary>A real cluster of two servers, each with half of the slots: a key out of the deployment's slot would be on the wrong one.</summary>
public sealed class ClusterTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_deployment_lies_on_one_server_of_a_cluster_and_several_on_all()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        await JoinAsync(first, second);
        await using var one = await ConnectAsync(first);
        await using var two = await ConnectAsync(second);
        var servers = new HashSet<string>();

        // The prefixes are random: as many as it takes to have one on each server.
        for (var deployments = 0; servers.Count < 2 && deployments < 40; deployments++)
        {
            await using var nodes = new TestState(first.Port);
            var access = nodes.Open();
            await new EveryCall(StateSlots.Of(new RedisState(access, TimeProvider.System)), null).MakeAsync(Stop);
            Assert.StartsWith("Redis ", await new RedisStateProbe(access, nodes.Connect()).ProbeAsync(Stop), StringComparison.Ordinal);

            var placed = new[] { one, two }.Select(server => (Name: server.ClientName, Keys: Keys(server, nodes.Prefix))).Where(server => server.Keys > 0).ToList();
            Assert.Equal(5, Assert.Single(placed).Keys);
            servers.Add(placed[0].Name);
        }

        Assert.Equal(2, servers.Count);
    }

    private static Task<Service> StartAsync() => Service.StartAsync("redis", new Dictionary<string, string>
    {
        ["REDIS_OPTIONS"] = $"--cluster-enabled yes --cluster-announce-ip 127.0.0.1 --cluster-port {Service.FreePort()}",
    });

    private static async Task JoinAsync(Service first, Service second)
    {
        await using var one = await ConnectAsync(first);
        await using var two = await ConnectAsync(second);
        var (server, other) = (one.GetServers()[0], two.GetServers()[0]);
        await server.ExecuteAsync("CLUSTER", "ADDSLOTSRANGE", 0, 8191);
        await other.ExecuteAsync("CLUSTER", "ADDSLOTSRANGE", 8192, 16383);
        var bus = ((string)(await other.ExecuteAsync("CONFIG", "GET", "cluster-port"))[1]!)!;
        await server.ExecuteAsync("CLUSTER", "MEET", "127.0.0.1", second.Port, bus);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (!await IsWholeAsync(server) || !await IsWholeAsync(other))
        {
            await Task.Delay(50, patience.Token);
        }
    }

    private static async Task<bool> IsWholeAsync(IServer server)
    {
        var told = (string)(await server.ExecuteAsync("CLUSTER", "INFO"))!;
        return told.Contains("cluster_state:ok", StringComparison.Ordinal) && told.Contains("cluster_slots_ok:16384", StringComparison.Ordinal);
    }

    private static Task<ConnectionMultiplexer> ConnectAsync(Service service) => ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{service.Port},name={service.Port}");

    // Of this server alone.
    private static int Keys(ConnectionMultiplexer server, string prefix)
    {
        var port = int.Parse(server.ClientName, System.Globalization.CultureInfo.InvariantCulture);
        return server.GetServer("127.0.0.1", port).Execute("KEYS", $"{prefix}*").Length;
    }
}
