namespace DocProcessing.Sqlite;

/// <summary>Removes the text of replaced and deleted documents and of interrupted upserts, a little at a time.</summary>
internal sealed class IndexSweep(SqliteDatabase database, TimeProvider clock)
{
    // Of the longest sections these are half a megabyte.
    private const int RowsAtOnce = 8;

    // Longer than any pause between two batches of an upsert that is still alive in another process.
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromHours(1);

    /// <summary>Turns what a process that died has left into waste. For the start.</summary>
    public Task AbandonLeftoversAsync(CancellationToken cancellationToken) =>
        database.WriteAsync(
            writer => writer.Execute(
                "UPDATE index_generations SET state = 'waste' WHERE state = 'writing' AND touched_at < $1", (clock.GetUtcNow() - AbandonedAfter).UtcTicks),
            Durability.Process,
            cancellationToken);

    public async Task RemoveWasteAsync(CancellationToken cancellationToken)
    {
        // Mostly there is none, and a look costs no turn of the writer.
        while (await database.ReadAsync(FindWaste, cancellationToken) is not null)
        {
            await database.WriteAsync(RemoveSome, Durability.Process, cancellationToken);
        }
    }

    private static long? FindWaste(SqliteSession session) => session.Number("SELECT id FROM index_generations WHERE state = 'waste' LIMIT 1");

    private static bool RemoveSome(SqliteSession writer)
    {
        if (FindWaste(writer) is not { } generation)
        {
            return false;
        }

        var rows = writer.List("SELECT id FROM index_sections WHERE generation = $1 LIMIT $2", row => row.GetInt64(0), generation, RowsAtOnce);
        foreach (var row in rows)
        {
            writer.Execute("DELETE FROM index_text WHERE rowid = $1", row);
            writer.Execute("DELETE FROM index_sections WHERE id = $1", row);
        }

        if (rows.Count < RowsAtOnce)
        {
            writer.Execute("DELETE FROM index_generations WHERE id = $1", generation);
        }

        return true;
    }
}
