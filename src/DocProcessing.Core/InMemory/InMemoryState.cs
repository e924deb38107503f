namespace DocProcessing.InMemory;

/// <summary>All state slots in memory, for tests and demos: everything is lost with the process. One lock makes every call one step.</summary>
internal sealed partial class InMemoryState(TimeProvider clock)
    : IUploadSessionStore, IAuditedSessionStore, IJobStore, IProgressHistory, IAuditTrail
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, StoredSession> _sessions = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, StoredJob> _jobs = new(StringComparer.Ordinal);
    private readonly List<AuditEntry> _audit = [];

    private Task<T> InOneStep<T>(Func<T> step, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        lock (_gate)
        {
            return Task.FromResult(step());
        }
    }

    private sealed class StoredSession(UploadSession record)
    {
        public UploadSession Record { get; set; } = record;

        public SortedDictionary<int, StoredPart> Parts { get; } = [];

        public ReceivedParts Received => new(Parts.Count, Parts.Values.Sum(part => part.Length));
    }

    private sealed class StoredJob(Job record)
    {
        private long _lastSequence;

        public Job Record { get; set; } = record;

        public List<ProgressEvent> Events { get; } = [];

        public ProgressEvent Append(ProgressEvent progress)
        {
            var stored = progress with { Sequence = ++_lastSequence };
            Events.Add(stored);
            return stored;
        }
    }
}
