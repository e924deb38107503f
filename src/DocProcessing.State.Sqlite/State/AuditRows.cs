namespace DocProcessing.Sqlite;

/// <summary>The table of audit entries.</summary>
internal static class AuditRows
{
    private const string Columns = "SELECT sequence, record FROM audit WHERE";
    private const string Newest = "sequence < $1 ORDER BY sequence DESC LIMIT $2";

    public static int Append(SqliteSession session, AuditEntry entry) =>
        session.Execute("INSERT INTO audit (actor, subject, record) VALUES ($1, $2, $3)", entry.Actor, entry.Subject, Records.Write(entry));

    public static List<AuditEntry> List(SqliteSession session, AuditQuery query)
    {
        var before = query.BeforeSequence ?? long.MaxValue;
        return (query.Actor, query.Subject) switch
        {
            (null, null) => session.List($"{Columns} {Newest}", Read, before, query.Limit),
            ({ } actor, null) => session.List($"{Columns} actor = $3 AND {Newest}", Read, before, query.Limit, actor),
            (null, { } subject) => session.List($"{Columns} subject = $3 AND {Newest}", Read, before, query.Limit, subject),
            var (actor, subject) => session.List($"{Columns} subject = $3 AND actor = $4 AND {Newest}", Read, before, query.Limit, subject, actor),
        };
    }

    private static AuditEntry Read(Microsoft.Data.Sqlite.SqliteDataReader row) => Records.Read<AuditEntry>(row, 1) with { Sequence = row.GetInt64(0) };
}
