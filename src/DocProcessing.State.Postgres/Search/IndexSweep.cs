namespace DocProcessing.Postgres;

/// <summary>Removes the text of replaced and deleted documents and of interrupted upserts, a little at a time.</summary>
internal sealed class IndexSweep(PostgresDatabase database)
{
    private const int SectionsAtOnce = 200;

    /// <summary>
    /// Turns what a node that died has left into waste. For the start. An hour is longer than any pause between two batches of an upsert that is still alive.
    /// </summary>
    public Task AbandonLeftoversAsync(CancellationToken cancellationToken) =>
        database.WriteAsync(
            [Statement.Of("UPDATE index_generations SET state = 'waste' WHERE state = 'writing' AND touched_at < clock_timestamp() - interval '1 hour'")],
            cancellationToken);

    /// <summary>Removes all waste that no other node is removing at this moment.</summary>
    public async Task RemoveWasteAsync(CancellationToken cancellationToken)
    {
        // The generation goes once nothing of it is left.
        var some = Statement.Of(
            """
            WITH waste AS (SELECT id FROM index_generations WHERE state = 'waste' ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED),
            section AS (SELECT index_sections.id FROM index_sections JOIN waste ON generation = waste.id LIMIT $1),
            removed AS (DELETE FROM index_sections USING section WHERE index_sections.id = section.id),
            emptied AS (
              DELETE FROM index_generations USING waste WHERE index_generations.id = waste.id AND (SELECT COUNT(*) FROM section) < $1)
            SELECT id FROM waste
            """,
            SectionsAtOnce);
        while (await database.WriteAsync(static _ => true, [some], cancellationToken) is [_])
        {
        }
    }
}
