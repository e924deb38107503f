using DocProcessing.Conformance;

namespace DocProcessing.Redis.Tests;

public sealed class BusConformanceTests(RedisServer server) : ProgressBusConformance, IAsyncDisposable
{
    private readonly List<BusNode> _nodes = [];
    private readonly string _prefix = RedisServer.NewPrefix();

    protected override async Task<IProgressBus> CreateAsync()
    {
        _nodes.Add(await BusNode.JoinAsync(server.Address, _prefix));
        return _nodes[^1].Bus;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }
    }
}
