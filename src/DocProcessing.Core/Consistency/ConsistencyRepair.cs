using DocProcessing.Auditing;
using Microsoft.Extensions.Logging;

namespace DocProcessing.Consistency;

/// <summary>Puts a finding on the report, and removes what it tells of where that was asked for and is certain.</summary>
internal sealed partial class ConsistencyRepair(AuditLog audit, ILogger<ConsistencyRepair> logger)
{
    public async Task RunAsync(ConsistencyRun run, ConsistencyFinding finding, Job? job, Func<Task> remove)
    {
        if (!run.Repairs || (job is null && !run.RecordsReach(finding.DocumentId)))
        {
            run.Add(finding);
            return;
        }

        try
        {
            await remove();
        }
        catch (StorageException exception)
        {
            // Refused, as by a retention rule: the rest can be repaired all the same.
            LogFailed(exception, finding.Kind, finding.Key);
            run.Add(finding);
            return;
        }

        run.Add(finding with { Repaired = true });
        await audit.RecordAsync(run.Caller.UserId, AuditActions.StorageRepaired, finding.DocumentId.Value, job?.Owner ?? string.Empty);
    }

    [LoggerMessage(172, LogLevel.Warning, "{Kind} {Key} could not be removed")]
    private partial void LogFailed(Exception exception, ConsistencyFindingKind kind, ObjectKey key);
}
