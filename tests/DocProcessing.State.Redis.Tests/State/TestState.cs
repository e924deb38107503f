using StackExchange.Redis;

namespace DocProcessing.Redis.Tests;

/// <summary>Keys of their own for one test, and the nodes that use them.</summary>
public sealed class TestState(int port) : IAsyncDisposable
{
    private readonly List<RedisConnection> _nodes = [];

    public string Prefix { get; } = RedisServer.NewPrefix();

    public string Root => $"{Prefix}state";

    /// <summary>Makes a node's way to the keys.</summary>
    internal RedisConnection Connect(string settings = "")
    {
        var node = RedisServer.Connect($"127.0.0.1:{port}{settings}", Prefix);
        _nodes.Add(node);
        return node;
    }

    internal StateAccess Open(string settings = "") => new(Connect(settings));

    internal RedisState OpenState(TimeProvider? clock = null, string settings = "") => new(Open(settings), clock ?? TimeProvider.System);

    /// <summary>Looks at the keys beside the nodes.</summary>
    public async Task<IDatabase> LookAsync() => await Connect().GetDatabaseAsync();

    /// <summary>Lists this test's keys without what they all begin with.</summary>
    public async Task<string[]> KeysAsync()
    {
        var database = await LookAsync();
        var keys = (string[])(await database.ExecuteAsync("KEYS", $"{Prefix}*"))!;
        return [.. keys.Select(key => key[(Root.Length + 1)..]).Order(StringComparer.Ordinal)];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }
    }
}
