using StackExchange.Redis;

namespace DocProcessing.Redis;

internal sealed partial class RedisState
{
    Task IAuditTrail.AppendAsync(AuditEntry entry, CancellationToken cancellationToken) =>
        access.RunAsync(StateScript.AuditAppend, Values(entry), cancellationToken);

    async Task<IReadOnlyList<AuditEntry>> IAuditTrail.ListAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        if (query is not { Actor: { } actor, Subject: { } subject })
        {
            return await ListEntriesAsync(query, cancellationToken);
        }

        // There is no index of both. What was done to one subject is little.
        var found = new List<AuditEntry>();
        var page = new AuditQuery { Subject = subject, Limit = Math.Max(query.Limit, 100), BeforeSequence = query.BeforeSequence };
        while (true)
        {
            var entries = await ListEntriesAsync(page, cancellationToken);
            found.AddRange(entries.Where(entry => entry.Actor == actor).Take(query.Limit - found.Count));
            if (found.Count == query.Limit || entries.Count < page.Limit)
            {
                return found;
            }

            page = page with { BeforeSequence = entries[^1].Sequence };
        }
    }

    private async Task<List<AuditEntry>> ListEntriesAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        var (kind, name) = query switch
        {
            { Subject: { } subject } => ("audit-on", subject),
            { Actor: { } actor } => ("audit-by", actor),
            _ => ("", ""),
        };
        RedisValue newest = query.BeforeSequence is { } before ? before - 1 : kind.Length == 0 ? "+" : "+inf";
        var rows = await access.RunAsync(StateScript.AuditList, [kind, name, newest, query.Limit], cancellationToken);
        return [.. ((RedisResult[])rows!).Select(row => Records.Read<AuditEntry>(row[1]) with { Sequence = (long)row[0] })];
    }

    private static RedisValue[] Values(AuditEntry entry) => [entry.Actor, entry.Subject, Records.Write(entry)];
}
