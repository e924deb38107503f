using DocProcessing.Conformance.Search;
using DocProcessing.Conformance.State;

namespace DocProcessing.Postgres.Tests;

public sealed class PostgresUploadSessionTests(PostgresServer server) : UploadSessionStoreConformance
{
    private readonly TestSchema _schema = new(server);

    protected override TimeProvider Clock => TimeProvider.System;

    protected override Task<StateSlots> CreateAsync(TimeProvider clock) => Task.FromResult(StateSlots.Of(_schema.OpenState(clock)));

    protected override Task PassAsync(TimeSpan time) => Task.Delay(time, Stop);

    protected override ValueTask ReleaseAsync() => _schema.DisposeAsync();
}

/// <summary>The node's clock is hours ahead of the server's: what the suite promises of leases holds by the server's.</summary>
public sealed class PostgresJobTests(PostgresServer server) : JobStoreConformance
{
    private readonly TestSchema _schema = new(server);

    protected override TimeProvider Clock { get; } = new WrongClock(TimeSpan.FromHours(7));

    protected override Task<StateSlots> CreateAsync(TimeProvider clock) => Task.FromResult(StateSlots.Of(_schema.OpenState(clock)));

    protected override Task PassAsync(TimeSpan time) => Task.Delay(time, Stop);

    protected override ValueTask ReleaseAsync() => _schema.DisposeAsync();
}

/// <summary>The node's clock is hours behind the server's.</summary>
public sealed class PostgresProgressHistoryTests(PostgresServer server) : ProgressHistoryConformance
{
    private readonly TestSchema _schema = new(server);

    protected override TimeProvider Clock { get; } = new WrongClock(TimeSpan.FromHours(-7));

    protected override Task<StateSlots> CreateAsync(TimeProvider clock) => Task.FromResult(StateSlots.Of(_schema.OpenState(clock)));

    protected override Task PassAsync(TimeSpan time) => Task.Delay(time, Stop);

    protected override ValueTask ReleaseAsync() => _schema.DisposeAsync();
}

public sealed class PostgresAuditTrailTests(PostgresServer server) : AuditTrailConformance
{
    private readonly TestSchema _schema = new(server);

    protected override Task<StateSlots> CreateAsync(TimeProvider clock) => Task.FromResult(StateSlots.Of(_schema.OpenState(clock)));

    protected override ValueTask ReleaseAsync() => _schema.DisposeAsync();
}

public sealed class PostgresDocumentIndexTests(PostgresServer server) : DocumentIndexConformance
{
    private readonly TestSchema _schema = new(server);

    protected override Task<IDocumentIndex> CreateAsync() => Task.FromResult<IDocumentIndex>(_schema.OpenIndex());

    protected override ValueTask ReleaseAsync() => _schema.DisposeAsync();
}
