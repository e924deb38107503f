using DocProcessing.Conformance.State;

namespace DocProcessing.Redis.Tests;

/// <summary>Several nodes on one server.</summary>
public sealed class SharedStateTests(RedisServer server) : SharedStateConformance, IAsyncDisposable
{
    private readonly TestState _state = new(server.Service.Port);

    public ValueTask DisposeAsync() => _state.DisposeAsync();

    protected override StateSlots OpenNode(TimeProvider clock) => StateSlots.Of(_state.OpenState(clock));
}
