using DocProcessing.Conformance;
using DocProcessing.Conformance.Search;
using DocProcessing.Conformance.State;
using DocProcessing.InMemory;
using Xunit.Sdk;

namespace DocProcessing.Core.Tests.InMemory;

/// <summary>Proves that the suites can fail.</summary>
public sealed class BrokenFakeTests
{
    [Fact]
    public async Task An_upload_session_store_that_ignores_the_limit_fails()
    {
        await using var suite = new Sessions(state => state with
        {
            Sessions = Tampered.With(state.Sessions, nameof(IUploadSessionStore.CreateAsync), arguments => state.Sessions.CreateAsync(
                (UploadSession)arguments[0]!, (Job)arguments[1]!, (ProgressEvent)arguments[2]!, int.MaxValue, default)),
        });
        await suite.InitializeAsync();

        await Assert.ThrowsAnyAsync<XunitException>(suite.Fifty_creates_at_the_same_time_keep_to_the_limit);
    }

    [Fact]
    public async Task A_job_store_that_leases_twice_fails()
    {
        await using var suite = new JobStore(state => state with
        {
            Jobs = Tampered.With(state.Jobs, nameof(IJobStore.TryLeaseAsync), arguments => LeaseAnyway(state.Jobs, arguments)),
        });
        await suite.InitializeAsync();

        await Assert.ThrowsAnyAsync<XunitException>(suite.Of_many_workers_at_the_same_time_one_gets_the_lease);

        static async Task<Job?> LeaseAnyway(IJobStore jobs, object?[] arguments) =>
            await jobs.TryLeaseAsync((JobId)arguments[0]!, (string)arguments[1]!, (TimeSpan)arguments[2]!, default)
            ?? await jobs.FindAsync((JobId)arguments[0]!, default);
    }

    [Fact]
    public async Task A_history_that_ignores_the_fence_fails()
    {
        await using var suite = new History(state => state with
        {
            History = Tampered.With(state.History, nameof(IProgressHistory.TryAppendAsync), arguments => AppendAnyway(state, (ProgressEvent)arguments[0]!)),
        });
        await suite.InitializeAsync();

        await Assert.ThrowsAnyAsync<XunitException>(suite.An_event_with_anothers_fence_is_refused);

        static async Task<ProgressEvent?> AppendAnyway(StateSlots state, ProgressEvent progress) =>
            await state.History.TryAppendAsync(progress, (await state.Jobs.FindAsync(progress.JobId, default))!.Fence, default);
    }

    [Fact]
    public async Task An_audit_trail_that_forgets_where_to_go_on_fails()
    {
        await using var suite = new Audit(state => state with
        {
            Audit = Tampered.With(
                state.Audit,
                nameof(IAuditTrail.ListAsync),
                arguments => state.Audit.ListAsync((AuditQuery)arguments[0]! with { BeforeSequence = null }, default)),
        });
        await suite.InitializeAsync();

        await Assert.ThrowsAnyAsync<XunitException>(suite.Entries_are_listed_newest_first_page_by_page);
    }

    [Fact]
    public async Task An_index_that_mixes_owners_fails()
    {
        await using var suite = new SharedIndex();
        await suite.InitializeAsync();

        await Assert.ThrowsAnyAsync<XunitException>(suite.Another_owners_documents_are_not_found);
    }

    private static Task<StateSlots> BreakAsync(TimeProvider clock, Func<StateSlots, StateSlots> tamper) =>
        Task.FromResult(tamper(StateSlots.Of(new InMemoryState(clock))));

    private sealed class Sessions(Func<StateSlots, StateSlots> tamper) : UploadSessionStoreConformance
    {
        protected override Task<StateSlots> CreateAsync(TimeProvider clock) => BreakAsync(clock, tamper);
    }

    private sealed class JobStore(Func<StateSlots, StateSlots> tamper) : JobStoreConformance
    {
        protected override Task<StateSlots> CreateAsync(TimeProvider clock) => BreakAsync(clock, tamper);
    }

    private sealed class History(Func<StateSlots, StateSlots> tamper) : ProgressHistoryConformance
    {
        protected override Task<StateSlots> CreateAsync(TimeProvider clock) => BreakAsync(clock, tamper);
    }

    private sealed class Audit(Func<StateSlots, StateSlots> tamper) : AuditTrailConformance
    {
        protected override Task<StateSlots> CreateAsync(TimeProvider clock) => BreakAsync(clock, tamper);
    }

    private sealed class SharedIndex : DocumentIndexConformance
    {
        protected override Task<IDocumentIndex> CreateAsync()
        {
            var index = new InMemoryDocumentIndex();
            var mixing = Tampered.With<IDocumentIndex>(index, nameof(IDocumentIndex.UpsertAsync), arguments => index.UpsertAsync(
                (IndexedDocument)arguments[0]! with { Owner = "all" }, (IAsyncEnumerable<DocumentSection>)arguments[1]!, default));
            return Task.FromResult(Tampered.With(mixing, nameof(IDocumentIndex.SearchAsync), arguments =>
                index.SearchAsync((SearchQuery)arguments[0]! with { Owner = "all" }, default)));
        }
    }
}
