using System.Runtime.CompilerServices;
using DocProcessing.Conformance;
using DocProcessing.Consistency;
using DocProcessing.Core.Tests.Engine;
using DocProcessing.Uploads;
using Microsoft.Extensions.Logging.Abstractions;
using static DocProcessing.Core.Tests.Engine.TestEngine;

namespace DocProcessing.Core.Tests.Consistency;

public sealed class CheckRunTests : IAsyncDisposable
{
    private readonly CheckedEngine _checked = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _checked.DisposeAsync();

    [Fact]
    public async Task Operators_may_look_and_admins_may_repair()
    {
        var check = _checked.Engine.Get<IConsistencyCheck>();

        await RefusedAsync(ErrorCodes.Forbidden, () => check.RunAsync(Alice, new ConsistencyRequest(), null, Token));
        await RefusedAsync(ErrorCodes.Forbidden, () => check.RunAsync(Operator, new ConsistencyRequest { Repair = true }, null, Token));
        await check.RunAsync(Operator, new ConsistencyRequest(), null, Token);
        await check.RunAsync(CheckedEngine.Admin, new ConsistencyRequest { Repair = true }, null, Token);
    }

    [Fact]
    public async Task A_request_that_could_harm_a_living_upload_is_refused()
    {
        await RefusedAsync(ErrorCodes.InvalidRequest, () => _checked.RepairAsync(new ConsistencyRequest { SafeAge = TimeSpan.FromMinutes(59) }));
        await RefusedAsync(ErrorCodes.InvalidRequest, () => _checked.CheckAsync(new ConsistencyRequest { MaxFindings = -1 }));
    }

    [Theory]
    [InlineData(StorageOperation.List)]
    [InlineData(StorageOperation.ListMultipart)]
    [InlineData(StorageOperation.Stat)]
    public async Task A_store_that_is_away_ends_the_check_and_nothing_is_said_of_it(StorageOperation operation)
    {
        await _checked.CompletedAsync();
        _checked.Plan = call => call.Operation == operation ? new StorageFault.Fail(new StorageUnavailableException("Away.")) : null;

        await Assert.ThrowsAsync<StorageUnavailableException>(() => _checked.CheckAsync());
    }

    [Fact]
    public async Task A_check_that_is_cancelled_ends_at_once()
    {
        await _checked.OrphanAsync();
        _checked.Age();
        using var stop = new CancellationTokenSource();
        _checked.Plan = call =>
        {
            if (call.Operation == StorageOperation.List)
            {
                stop.Cancel();
            }

            return null;
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _checked.Engine.Get<IConsistencyCheck>().RunAsync(CheckedEngine.Admin, new ConsistencyRequest { Repair = true }, null, stop.Token));
    }

    [Fact]
    public async Task Many_findings_are_counted_and_the_first_are_listed_with_bounded_memory()
    {
        const int Count = 100_000;
        var jobs = _checked.Engine.JobStore;
        var storage = new EndlessStorage(_checked.Engine.Storage, Count);
        var repair = new ConsistencyRepair(_checked.Engine.Get<Auditing.AuditLog>(), NullLogger<ConsistencyRepair>.Instance);
        var reports = new List<ConsistencyProgress>();
        var run = new ConsistencyRun(Operator, new ConsistencyRequest { MaxFindings = 10 }, DateTimeOffset.UtcNow, new Collected(reports));

        await new OrphanedObjects(storage, jobs, _checked.Engine.Get<IUploadSessionStore>(), repair).CheckAsync(run, Token);
        var report = run.Report(DateTimeOffset.UtcNow);

        Assert.Equal((Count, 10), (report.Counts[ConsistencyFindingKind.OrphanedObject], report.Findings.Count));
        Assert.Equal(new ConsistencyProgress(Count, 0, 0, Count), reports[^1]);
        Assert.True(reports.Count > 100);
        Assert.Equal(reports.Select(progress => progress.Objects).Order(), reports.Select(progress => progress.Objects));
    }

    private sealed class Collected(List<ConsistencyProgress> reports) : IProgress<ConsistencyProgress>
    {
        public void Report(ConsistencyProgress value) => reports.Add(value);
    }

    /// <summary>Lists more objects than there are.</summary>
    private sealed class EndlessStorage(IDocumentStorage inner, int count) : StorageDecorator(inner)
    {
        public override async IAsyncEnumerable<StoredObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.CompletedTask;
            for (var number = 0; number < count; number++)
            {
                yield return Made(DocumentKeys.Content(DocumentId.Parse(number.ToString("x32", null), null)));
            }
        }

        public override Task<StoredObject?> StatAsync(ObjectKey key, CancellationToken cancellationToken) => Task.FromResult<StoredObject?>(Made(key));

        private static StoredObject Made(ObjectKey key) => new(key, 1, "etag", DateTimeOffset.UnixEpoch);
    }
}
