namespace DocProcessing.Consistency;

/// <summary>One run of the check: what it is to do, and what it has found so far.</summary>
/// <param name="caller">Who asked for it.</param>
/// <param name="request">What it is to do.</param>
/// <param name="startedAt">When it started.</param>
/// <param name="progress">Who is told how far it is.</param>
internal sealed class ConsistencyRun(Caller caller, ConsistencyRequest request, DateTimeOffset startedAt, IProgress<ConsistencyProgress>? progress)
{
    private const int ReportEach = 500;

    private readonly Dictionary<ConsistencyFindingKind, long> _counts = [];
    private readonly List<ConsistencyFinding> _findings = [];
    private string? _oldest;
    private string? _newest;
    private long _objects;
    private long _uploads;
    private long _records;
    private long _foreign;
    private long _found;
    private long _repaired;

    public Caller Caller => caller;

    public bool Repairs => request.Repair;

    public bool VerifiesChecksums => request.VerifyChecksums;

    /// <summary>Tells whether something is so old that no living upload or worker can be about to put it on record.</summary>
    public bool IsSettled(DateTimeOffset storedAt) => storedAt < startedAt - request.SafeAge;

    /// <summary>
    /// Tells whether a document that has no record is of a time of which there are records. Documents newer than all on record mean that the
    /// records are those of an earlier time; older ones, that they were begun anew: what looks unowned may then be all that is left of it.
    /// </summary>
    public bool RecordsReach(DocumentId document) =>
        string.CompareOrdinal(_oldest, document.Value) < 0 && string.CompareOrdinal(document.Value, _newest) < 0;

    public void CountObject() => Count(ref _objects);

    public void CountUpload() => Count(ref _uploads);

    public void CountRecord(DocumentId document)
    {
        // Ids rise with the time at which they were made.
        _oldest = _oldest is null || string.CompareOrdinal(document.Value, _oldest) < 0 ? document.Value : _oldest;
        _newest = string.CompareOrdinal(document.Value, _newest) > 0 ? document.Value : _newest;
        Count(ref _records);
    }

    public void CountForeign() => _foreign++;

    public void Add(ConsistencyFinding finding)
    {
        _found++;
        _repaired += finding.Repaired ? 1 : 0;
        _counts[finding.Kind] = _counts.GetValueOrDefault(finding.Kind) + 1;
        if (_findings.Count < request.MaxFindings)
        {
            _findings.Add(finding);
        }
    }

    public ConsistencyReport Report(DateTimeOffset finishedAt)
    {
        progress?.Report(Progress());
        return new ConsistencyReport(startedAt, finishedAt, Progress(), _foreign, _counts, _repaired, _findings);
    }

    private ConsistencyProgress Progress() => new(_objects, _uploads, _records, _found);

    private void Count(ref long number)
    {
        if (++number % ReportEach == 0)
        {
            progress?.Report(Progress());
        }
    }
}
