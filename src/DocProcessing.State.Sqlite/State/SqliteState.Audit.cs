namespace DocProcessing.Sqlite;

internal sealed partial class SqliteState
{
    Task IAuditTrail.AppendAsync(AuditEntry entry, CancellationToken cancellationToken) =>
        DurablyAsync(writer => AuditRows.Append(writer, entry), cancellationToken);

    async Task<IReadOnlyList<AuditEntry>> IAuditTrail.ListAsync(AuditQuery query, CancellationToken cancellationToken) =>
        await database.ReadAsync(reader => AuditRows.List(reader, query), cancellationToken);
}
