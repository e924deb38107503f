using DocProcessing.Conformance.State;

namespace DocProcessing.Postgres.Tests;

/// <summary>Several nodes on one schema.</summary>
public sealed class SharedSchemaTests(PostgresServer server) : SharedStateConformance, IAsyncDisposable
{
    private readonly TestSchema _schema = new(server);

    public ValueTask DisposeAsync() => _schema.DisposeAsync();

    protected override StateSlots OpenNode(TimeProvider clock) => StateSlots.Of(_schema.OpenState(clock));
}
