namespace DocProcessing.InMemory;

internal sealed partial class InMemoryState
{
    Task<UploadSession?> IUploadSessionStore.CreateAsync(
        UploadSession session, Job job, ProgressEvent progress, int maxOpen, CancellationToken cancellationToken) =>
        InOneStep(() => Create(session, job, progress, maxOpen), cancellationToken);

    Task<UploadSession?> IUploadSessionStore.FindAsync(UploadId id, CancellationToken cancellationToken) =>
        InOneStep(() => _sessions.GetValueOrDefault(id.Value)?.Record, cancellationToken);

    Task<UploadSession?> IUploadSessionStore.TryUpdateAsync(UploadSession session, CancellationToken cancellationToken) =>
        InOneStep(() => IsCurrent(session) ? Replace(session) : null, cancellationToken);

    Task<JobUpdate?> IUploadSessionStore.TryUpdateAsync(UploadSession session, Job job, ProgressEvent progress, CancellationToken cancellationToken) =>
        InOneStep(() => TryUpdate(session, job, progress), cancellationToken);

    Task<JobUpdate?> IAuditedSessionStore.TryUpdateAsync(
        UploadSession session, Job job, ProgressEvent progress, AuditEntry entry, CancellationToken cancellationToken) =>
        InOneStep(
            () =>
            {
                var update = TryUpdate(session, job, progress);
                if (update is not null)
                {
                    Append(entry);
                }

                return update;
            },
            cancellationToken);

    Task<ReceivedParts?> IUploadSessionStore.TryRecordPartAsync(UploadId id, StoredPart part, DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
        InOneStep<ReceivedParts?>(
            () =>
            {
                if (_sessions.GetValueOrDefault(id.Value) is not { Record.Status: UploadStatus.Open } stored)
                {
                    return null;
                }

                stored.Parts[part.Number] = part;
                stored.Record = stored.Record with { ExpiresAt = expiresAt };
                return stored.Received;
            },
            cancellationToken);

    Task IUploadSessionStore.ForgetPartsAsync(UploadId id, IReadOnlyCollection<int> partNumbers, CancellationToken cancellationToken) =>
        InOneStep(() => partNumbers.Count(number => _sessions.GetValueOrDefault(id.Value)?.Parts.Remove(number) ?? false), cancellationToken);

    Task<StoredPart?> IUploadSessionStore.FindPartAsync(UploadId id, int partNumber, CancellationToken cancellationToken) =>
        InOneStep(() => _sessions.GetValueOrDefault(id.Value)?.Parts.GetValueOrDefault(partNumber), cancellationToken);

    Task<IReadOnlyList<StoredPart>> IUploadSessionStore.ListPartsAsync(UploadId id, CancellationToken cancellationToken) =>
        InOneStep<IReadOnlyList<StoredPart>>(() => [.. _sessions.GetValueOrDefault(id.Value)?.Parts.Values ?? Enumerable.Empty<StoredPart>()], cancellationToken);

    Task<IReadOnlyList<OpenUpload>> IUploadSessionStore.ListOpenAsync(string owner, int limit, CancellationToken cancellationToken) =>
        InOneStep<IReadOnlyList<OpenUpload>>(
            () =>
            [
                .. _sessions.Values.Reverse()
                    .Where(stored => stored.Record.Owner == owner && stored.Record.Status == UploadStatus.Open)
                    .Take(limit)
                    .Select(stored => new OpenUpload(stored.Record, stored.Received)),
            ],
            cancellationToken);

    Task<IReadOnlyList<UploadSession>> IUploadSessionStore.ListUnsettledAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        InOneStep<IReadOnlyList<UploadSession>>(
            () =>
            [
                .. _sessions.Values.Select(stored => stored.Record)
                    .Where(session => session.Status.IsTerminal() ? HasBytesToRelease(session) : session.ExpiresAt <= now)
                    .Take(limit),
            ],
            cancellationToken);

    Task<int> IUploadSessionStore.PruneAsync(DateTimeOffset expiredBefore, CancellationToken cancellationToken) =>
        InOneStep(
            () => _sessions.Values.Select(stored => stored.Record)
                .Where(session => session.Status.IsTerminal() && !HasBytesToRelease(session) && session.ExpiresAt < expiredBefore)
                .ToList()
                .Count(session => _sessions.Remove(session.Id.Value)),
            cancellationToken);

    private static bool HasBytesToRelease(UploadSession session) =>
        session is { Status: UploadStatus.Cancelled or UploadStatus.Expired, BytesReleased: false };

    // A session for a single request has no parts: it neither counts nor is refused.
    private static bool TakesParts(UploadSession session) => !session.Status.IsTerminal() && session.TotalParts > 0;

    private UploadSession? Create(UploadSession session, Job job, ProgressEvent progress, int maxOpen)
    {
        var own = _sessions.Values.Select(stored => stored.Record).Where(other => other.Owner == session.Owner).ToList();
        if (session.IdempotencyKey is { } key && own.Find(other => other.IdempotencyKey == key) is { } older)
        {
            return older;
        }

        if (TakesParts(session) && own.Count(TakesParts) >= maxOpen)
        {
            return null;
        }

        if (_sessions.ContainsKey(session.Id.Value) || _jobs.ContainsKey(job.Id.Value))
        {
            throw new InvalidOperationException("There is a session or a job with this id already.");
        }

        var created = session with { Version = 1 };
        _sessions.Add(session.Id.Value, new StoredSession(created));
        var stored = new StoredJob(job with { Version = 1 });
        stored.Append(progress);
        _jobs.Add(job.Id.Value, stored);
        return created;
    }

    private JobUpdate? TryUpdate(UploadSession session, Job job, ProgressEvent progress)
    {
        if (!IsCurrent(session) || !IsCurrent(job))
        {
            return null;
        }

        Replace(session);
        return Replace(job, progress);
    }

    private bool IsCurrent(UploadSession session) =>
        _sessions.GetValueOrDefault(session.Id.Value)?.Record is { } stored && stored.Version == session.Version && stored.ExpiresAt == session.ExpiresAt;

    private UploadSession Replace(UploadSession session) =>
        _sessions[session.Id.Value].Record = session with { Version = session.Version + 1 };
}
