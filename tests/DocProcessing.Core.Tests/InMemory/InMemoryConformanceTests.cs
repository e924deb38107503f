using DocProcessing.Conformance.Search;
using DocProcessing.Conformance.State;
using DocProcessing.InMemory;

namespace DocProcessing.Core.Tests.InMemory;

public sealed class InMemoryUploadSessionTests : UploadSessionStoreConformance
{
    protected override Task<StateSlots> CreateAsync(TimeProvider clock) => Task.FromResult(StateSlots.Of(new InMemoryState(clock)));
}

public sealed class InMemoryJobTests : JobStoreConformance
{
    protected override Task<StateSlots> CreateAsync(TimeProvider clock) => Task.FromResult(StateSlots.Of(new InMemoryState(clock)));
}

public sealed class InMemoryProgressHistoryTests : ProgressHistoryConformance
{
    protected override Task<StateSlots> CreateAsync(TimeProvider clock) => Task.FromResult(StateSlots.Of(new InMemoryState(clock)));
}

public sealed class InMemoryAuditTrailTests : AuditTrailConformance
{
    protected override Task<StateSlots> CreateAsync(TimeProvider clock) => Task.FromResult(StateSlots.Of(new InMemoryState(clock)));
}

public sealed class InMemoryDocumentIndexTests : DocumentIndexConformance
{
    protected override Task<IDocumentIndex> CreateAsync() => Task.FromResult<IDocumentIndex>(new InMemoryDocumentIndex());
}
