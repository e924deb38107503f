using DocProcessing.Conformance.Search;
using DocProcessing.Conformance.State;

namespace DocProcessing.Sqlite.Tests;

public sealed class SqliteUploadSessionTests : UploadSessionStoreConformance
{
    private readonly TestDatabase _database = new();

    protected override Task<StateSlots> CreateAsync(TimeProvider clock) => Task.FromResult(StateSlots.Of(_database.OpenState(clock)));

    protected override ValueTask ReleaseAsync() => _database.DisposeAsync();
}

public sealed class SqliteJobTests : JobStoreConformance
{
    private readonly TestDatabase _database = new();

    protected override Task<StateSlots> CreateAsync(TimeProvider clock) => Task.FromResult(StateSlots.Of(_database.OpenState(clock)));

    protected override ValueTask ReleaseAsync() => _database.DisposeAsync();
}

public sealed class SqliteProgressHistoryTests : ProgressHistoryConformance
{
    private readonly TestDatabase _database = new();

    protected override Task<StateSlots> CreateAsync(TimeProvider clock) => Task.FromResult(StateSlots.Of(_database.OpenState(clock)));

    protected override ValueTask ReleaseAsync() => _database.DisposeAsync();
}

public sealed class SqliteAuditTrailTests : AuditTrailConformance
{
    private readonly TestDatabase _database = new();

    protected override Task<StateSlots> CreateAsync(TimeProvider clock) => Task.FromResult(StateSlots.Of(_database.OpenState(clock)));

    protected override ValueTask ReleaseAsync() => _database.DisposeAsync();
}

public sealed class SqliteDocumentIndexTests : DocumentIndexConformance
{
    private readonly TestDatabase _database = new();

    protected override Task<IDocumentIndex> CreateAsync() => Task.FromResult<IDocumentIndex>(_database.OpenIndex());

    protected override ValueTask ReleaseAsync() => _database.DisposeAsync();
}
