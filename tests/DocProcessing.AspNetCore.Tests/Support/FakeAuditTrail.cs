namespace DocProcessing.AspNetCore.Tests.Support;

internal sealed class FakeAuditTrail : IAuditTrail
{
    private readonly List<AuditEntry> _entries = [];

    public Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        _entries.Add(entry with { Sequence = _entries.Count + 1 });
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<AuditEntry>> ListAsync(AuditQuery query, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<AuditEntry>>(
    [
        .. _entries
            .Where(entry => (query.Actor ?? entry.Actor) == entry.Actor && (query.Subject ?? entry.Subject) == entry.Subject && entry.Sequence < (query.BeforeSequence ?? long.MaxValue))
            .Reverse()
            .Take(query.Limit),
    ]);
}
