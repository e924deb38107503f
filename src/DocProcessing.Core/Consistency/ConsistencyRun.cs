namespace DocProcessing.Consistency;

/// <summary>One run of the check: what it is to do, and what it has found so far.</summary>
/// <param name="caller">Who asked for it.</param>
/// <param name="request">What it is to do.</param>
/// <param name="startedAt">When it started.</param>
/// <param name="newest">The newest document on record at the start, if there is any.</param>
/// <param name="progress">Who is told how far it is.</param>
internal sealed class ConsistencyRun(
    Caller caller, ConsistencyRequest request, DateTimeOffset startedAt, DocumentId? newest, IProgress<ConsistencyProgress>? progress)
{
    private const int ReportEach = 500;

    private readonly Dictionary<ConsistencyFindingKind, long> _counts = [];
    private readonly List<ConsistencyFinding> _findings = [];
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
    /// Tells whether the records reach as far as a document that has none. Newer documents than all on record mean that the records are those
    /// of an earlier time, or of another place: then what looks unowned may be all that is left of it.
    /// </summary>
    public bool RecordsReach(DocumentId document) => newest is { } last && string.CompareOrdinal(document.Value, last.Value) < 0;

    public void CountObject() => Count(ref _objects);

    public void CountUpload() => Count(ref _uploads);

    public void CountRecord() => Count(ref _records);

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
