using Npgsql;

namespace DocProcessing.Postgres;

/// <summary>The table of audit entries.</summary>
internal static class AuditRows
{
    private const string Columns = "SELECT sequence, record FROM audit WHERE";
    private const string Newest = "sequence < $1 ORDER BY sequence DESC LIMIT $2";

    public static Statement Append(AuditEntry entry) => Statement.Of(AppendWhere(1, "true"), Values(entry));

    /// <summary>Appends an entry within a larger statement, if a condition holds there.</summary>
    /// <param name="first">The number of the first of <see cref="Values"/> among the statement's.</param>
    /// <param name="condition">The condition.</param>
    public static string AppendWhere(int first, string condition) =>
        $"INSERT INTO audit (actor, subject, record) SELECT ${first}, ${first + 1}, ${first + 2} WHERE {condition}";

    public static Argument[] Values(AuditEntry entry) => [entry.Actor, entry.Subject, Records.Write(entry)];

    public static Statement List(AuditQuery query)
    {
        var before = query.BeforeSequence ?? long.MaxValue;
        return (query.Actor, query.Subject) switch
        {
            (null, null) => Statement.Of($"{Columns} {Newest}", before, query.Limit),
            ({ } actor, null) => Statement.Of($"{Columns} actor = $3 AND {Newest}", before, query.Limit, actor),
            (null, { } subject) => Statement.Of($"{Columns} subject = $3 AND {Newest}", before, query.Limit, subject),
            var (actor, subject) => Statement.Of($"{Columns} subject = $3 AND actor = $4 AND {Newest}", before, query.Limit, subject, actor),
        };
    }

    public static AuditEntry Read(NpgsqlDataReader row) => Records.Read<AuditEntry>(row, 1) with { Sequence = row.GetInt64(0) };
}
