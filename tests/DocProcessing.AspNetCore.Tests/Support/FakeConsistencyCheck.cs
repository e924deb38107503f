namespace DocProcessing.AspNetCore.Tests.Support;

/// <summary>Answers with one finding of each kind of fact, and keeps what it was asked.</summary>
internal sealed class FakeConsistencyCheck(TimeProvider clock) : IConsistencyCheck
{
    public List<(Caller Caller, ConsistencyRequest Request)> Asked { get; } = [];

    public Func<CancellationToken, Task> Before { get; set; } = _ => Task.CompletedTask;

    public async Task<ConsistencyReport> RunAsync(Caller caller, ConsistencyRequest request, IProgress<ConsistencyProgress>? progress, CancellationToken cancellationToken)
    {
        Asked.Add((caller, request));
        if (request.Repair && caller.Role < CallerRole.Admin)
        {
            throw new DocumentProcessingException(ErrorCategory.Forbidden, ErrorCodes.Forbidden, "This needs the role admin.");
        }

        await Before(cancellationToken);
        var document = DocumentId.Create(clock);
        var key = ObjectKey.Parse("documents/of-a-test/content", null);
        ConsistencyFinding[] findings =
        [
            new(ConsistencyFindingKind.OrphanedObject, key, document) { FoundBytes = 10, Repaired = request.Repair },
            new(ConsistencyFindingKind.OrphanedUpload, key, document) { StorageUploadId = "upload-1", Repaired = request.Repair },
            new(ConsistencyFindingKind.SizeMismatch, key, document) { JobId = JobId.Create(clock), ExpectedBytes = 10, FoundBytes = 9 },
        ];
        return new ConsistencyReport(
            clock.GetUtcNow(),
            clock.GetUtcNow(),
            new ConsistencyProgress(5, 1, 2, 3),
            1,
            findings.ToDictionary(finding => finding.Kind, _ => 1L),
            request.Repair ? 2 : 0,
            findings);
    }
}
