namespace DocProcessing.Sqlite;

/// <summary>Writes a document's texts as a generation of its own, and then shows it. The last batch, which for most documents is the first, does so in one step.</summary>
internal sealed class IndexUpsert(SqliteDatabase database, IndexedDocument document, TimeProvider clock)
{
    private readonly string _ownerWord = MatchExpression.OwnerWord(document.Owner);

    /// <summary>Gets the generation that is begun on record. A number that was rolled back is none: it may be another document's next.</summary>
    public long? Generation { get; private set; }

    /// <returns>Whether the document is shown; not when a newer lease has it.</returns>
    public async Task<bool> RunAsync(IndexTexts texts, CancellationToken cancellationToken)
    {
        IReadOnlyList<IndexText>? last = null;
        await foreach (var batch in texts.InBatchesAsync(cancellationToken))
        {
            if (last is { } full)
            {
                Generation = await database.WriteAsync(writer => Add(writer, full), Durability.Process, cancellationToken);
                if (Generation is null)
                {
                    return false;
                }
            }

            last = batch;
        }

        return await database.WriteAsync(writer => AddAndShow(writer, last ?? []), Durability.PowerCut, cancellationToken);
    }

    private long? Add(SqliteSession writer, IReadOnlyList<IndexText> texts)
    {
        var now = clock.GetUtcNow();
        return (Generation ?? GenerationRows.Begin(writer, document, now)) is { } generation && GenerationRows.Add(writer, generation, _ownerWord, texts, now)
            ? generation
            : null;
    }

    private bool AddAndShow(SqliteSession writer, IReadOnlyList<IndexText> texts)
    {
        if (Add(writer, texts) is not { } generation)
        {
            return false;
        }

        if (!GenerationRows.Show(writer, document, generation))
        {
            GenerationRows.Abandon(writer, generation);
            return false;
        }

        return true;
    }
}
