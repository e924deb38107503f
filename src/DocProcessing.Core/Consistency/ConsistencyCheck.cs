using DocProcessing.Access;
using Microsoft.Extensions.Logging;

namespace DocProcessing.Consistency;

internal sealed partial class ConsistencyCheck(
    RecordedObjects records, OrphanedObjects objects, OrphanedUploads uploads, TimeProvider clock, ILogger<ConsistencyCheck> logger) : IConsistencyCheck
{
    public async Task<ConsistencyReport> RunAsync(
        Caller caller, ConsistencyRequest request, IProgress<ConsistencyProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(request);
        caller.RequireRole(request.Repair ? CallerRole.Admin : CallerRole.Operator);
        Require(request);

        var run = new ConsistencyRun(caller, request, clock.GetUtcNow(), progress);
        LogStarted(request.Repair, request.VerifyChecksums);

        // First, since it tells of which time there are records: nothing is deleted outside of that.
        await records.CheckAsync(run, cancellationToken);
        await objects.CheckAsync(run, cancellationToken);
        await uploads.CheckAsync(run, cancellationToken);
        var report = run.Report(clock.GetUtcNow());
        LogFinished(report.Looked.Objects, report.Looked.Uploads, report.Looked.Records, report.Looked.Findings, report.Repaired);
        return report;
    }

    private static void Require(ConsistencyRequest request)
    {
        if (request.SafeAge < ConsistencyRequest.LeastSafeAge)
        {
            throw Invalid($"SafeAge is {request.SafeAge}; below {ConsistencyRequest.LeastSafeAge} a living upload could be taken for an abandoned one.");
        }

        if (request.MaxFindings is < 0 or > ConsistencyRequest.MostFindings)
        {
            throw Invalid($"MaxFindings goes from 0 to {ConsistencyRequest.MostFindings}.");
        }
    }

    private static DocumentProcessingException Invalid(string message) => new(ErrorCategory.Invalid, ErrorCodes.InvalidRequest, message);

    [LoggerMessage(170, LogLevel.Information, "A consistency check starts; repair: {Repair}, checksums: {VerifyChecksums}")]
    private partial void LogStarted(bool repair, bool verifyChecksums);

    [LoggerMessage(171, LogLevel.Information, "A consistency check has looked at {Objects} objects, {Uploads} uploads and {Records} records: {Findings} findings, {Repaired} repaired")]
    private partial void LogFinished(long objects, long uploads, long records, long findings, long repaired);
}
