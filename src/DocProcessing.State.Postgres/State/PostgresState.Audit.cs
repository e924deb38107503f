namespace DocProcessing.Postgres;

internal sealed partial class PostgresState
{
    Task IAuditTrail.AppendAsync(AuditEntry entry, CancellationToken cancellationToken) => database.WriteAsync([AuditRows.Append(entry)], cancellationToken);

    async Task<IReadOnlyList<AuditEntry>> IAuditTrail.ListAsync(AuditQuery query, CancellationToken cancellationToken) =>
        await database.ReadAsync(AuditRows.Read, AuditRows.List(query), cancellationToken);
}
