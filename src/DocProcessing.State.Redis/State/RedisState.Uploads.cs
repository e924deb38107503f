using StackExchange.Redis;

namespace DocProcessing.Redis;

internal sealed partial class RedisState
{
    async Task<UploadSession?> IUploadSessionStore.CreateAsync(
        UploadSession session, Job job, ProgressEvent progress, int maxOpen, CancellationToken cancellationToken)
    {
        var created = session with { Version = 1 };
        var outcome = await access.RunAsync(
            StateScript.SessionCreate,
            [.. SessionValues.Of(created), .. JobValues.Of(job with { Version = 1 }, Now), .. JobValues.Of(progress), maxOpen],
            cancellationToken);
        return (string?)outcome[0] switch
        {
            "created" => created,
            "older" => SessionValues.Read(outcome[1]),
            "full" => null,
            _ => throw new InvalidOperationException("There is a session or a job with this id already."),
        };
    }

    async Task<UploadSession?> IUploadSessionStore.FindAsync(UploadId id, CancellationToken cancellationToken) =>
        SessionValues.Read(await access.RunAsync(StateScript.SessionFind, [id.Value], cancellationToken));

    async Task<UploadSession?> IUploadSessionStore.TryUpdateAsync(UploadSession session, CancellationToken cancellationToken)
    {
        var updated = session with { Version = session.Version + 1 };
        return (bool)await access.RunAsync(StateScript.SessionUpdate, SessionValues.Of(updated), cancellationToken) ? updated : null;
    }

    Task<JobUpdate?> IUploadSessionStore.TryUpdateAsync(UploadSession session, Job job, ProgressEvent progress, CancellationToken cancellationToken) =>
        TryUpdateAsync(session, job, progress, null, cancellationToken);

    Task<JobUpdate?> IAuditedSessionStore.TryUpdateAsync(
        UploadSession session, Job job, ProgressEvent progress, AuditEntry entry, CancellationToken cancellationToken) =>
        TryUpdateAsync(session, job, progress, entry, cancellationToken);

    async Task<ReceivedParts?> IUploadSessionStore.TryRecordPartAsync(
        UploadId id, StoredPart part, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        var received = await access.RunAsync(
            StateScript.PartRecord,
            [id.Value, part.Number, part.Length, Records.Write(part), Records.Ticks(expiresAt), expiresAt.ToUnixTimeMilliseconds()],
            cancellationToken);
        return received.IsNull ? null : new ReceivedParts((int)received[0], (long)received[1]);
    }

    Task IUploadSessionStore.ForgetPartsAsync(UploadId id, IReadOnlyCollection<int> partNumbers, CancellationToken cancellationToken) =>
        access.RunAsync(StateScript.PartForget, [id.Value, .. partNumbers.Select(number => (RedisValue)number)], cancellationToken);

    async Task<StoredPart?> IUploadSessionStore.FindPartAsync(UploadId id, int partNumber, CancellationToken cancellationToken) =>
        await access.ReadFieldAsync($"parts:{id}", partNumber, cancellationToken) is { IsNull: false } part ? SessionValues.ReadPart(part) : null;

    async Task<IReadOnlyList<StoredPart>> IUploadSessionStore.ListPartsAsync(UploadId id, CancellationToken cancellationToken) =>
        [.. (await access.ReadHashAsync($"parts:{id}", cancellationToken)).Select(part => SessionValues.ReadPart(part.Value)).OrderBy(part => part.Number)];

    async Task<IReadOnlyList<OpenUpload>> IUploadSessionStore.ListOpenAsync(string owner, int limit, CancellationToken cancellationToken) =>
        SessionValues.ReadOpen(await access.RunAsync(StateScript.SessionLists, ["open", owner, limit], cancellationToken));

    async Task<IReadOnlyList<UploadSession>> IUploadSessionStore.ListUnsettledAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        var lists = await access.RunAsync(StateScript.SessionLists, ["unsettled", now.ToUnixTimeMilliseconds(), limit], cancellationToken);
        return
        [
            .. SessionValues.ReadAll(lists[0]).Where(session => session.ExpiresAt <= now).Concat(SessionValues.ReadAll(lists[1]))
                .OrderBy(session => session.Id.Value, StringComparer.Ordinal)
                .Take(limit)
        ];
    }

    async Task<int> IUploadSessionStore.PruneAsync(DateTimeOffset expiredBefore, CancellationToken cancellationToken)
    {
        var (total, deleted) = (0, 0);
        do
        {
            deleted = (int)await access.RunAsync(StateScript.SessionPrune, [expiredBefore.ToUnixTimeMilliseconds(), DeletedAtOnce], cancellationToken);
            total += deleted;
        }
        while (deleted == DeletedAtOnce);

        return total;
    }

    private async Task<JobUpdate?> TryUpdateAsync(
        UploadSession session, Job job, ProgressEvent progress, AuditEntry? entry, CancellationToken cancellationToken)
    {
        var (updated, updatedJob) = (session with { Version = session.Version + 1 }, job with { Version = job.Version + 1 });
        var number = await access.RunAsync(
            StateScript.SessionJobUpdate,
            [.. SessionValues.Of(updated), .. JobValues.Of(updatedJob, Now), .. JobValues.Of(progress), .. entry is null ? [] : Values(entry)],
            cancellationToken);
        return number.IsNull ? null : new JobUpdate(updatedJob, progress with { Sequence = (long)number });
    }
}
