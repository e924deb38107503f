namespace DocProcessing.InMemory;

internal sealed partial class InMemoryState
{
    Task IAuditTrail.AppendAsync(AuditEntry entry, CancellationToken cancellationToken) =>
        InOneStep(
            () =>
            {
                Append(entry);
                return true;
            },
            cancellationToken);

    Task<IReadOnlyList<AuditEntry>> IAuditTrail.ListAsync(AuditQuery query, CancellationToken cancellationToken) =>
        InOneStep<IReadOnlyList<AuditEntry>>(
            () =>
            [
                .. Enumerable.Reverse(_audit)
                    .Where(entry => (query.Actor is null || entry.Actor == query.Actor)
                        && (query.Subject is null || entry.Subject == query.Subject)
                        && (query.BeforeSequence is null || entry.Sequence < query.BeforeSequence))
                    .Take(query.Limit),
            ],
            cancellationToken);

    private void Append(AuditEntry entry) => _audit.Add(entry with { Sequence = _audit.Count + 1 });
}
