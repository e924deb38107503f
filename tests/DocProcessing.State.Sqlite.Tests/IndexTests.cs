using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;

namespace DocProcessing.Sqlite.Tests;

public sealed class IndexTests : IAsyncDisposable
{
    private readonly TestDatabase _files = new();
    private readonly SqliteDatabase _database;
    private readonly FakeTimeProvider _clock = new();
    private readonly SqliteDocumentIndex _index;
    private readonly IndexedDocument _document;

    public IndexTests()
    {
        _database = _files.Open();
        _index = new SqliteDocumentIndex(_database, _clock);
        _document = new IndexedDocument(DocumentId.Create(_clock), "alice", "notes.txt", null, 1);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _files.DisposeAsync();

    [Fact]
    public async Task A_replaced_document_leaves_no_rows()
    {
        await _index.UpsertAsync(_document, Pages(120, "old"), Stop);
        await _index.UpsertAsync(_document with { Fence = 2 }, Pages(3, "new"), Stop);

        Assert.Equal((4L, 4L, 1L), await CountRowsAsync());
        Assert.Equal(1, await _index.CountAsync(Stop));
    }

    [Fact]
    public async Task A_deleted_document_leaves_a_stone_that_goes_after_a_month()
    {
        await _index.UpsertAsync(_document, Pages(120, "old"), Stop);
        await _index.DeleteAsync(_document.Id, _document.Fence, Stop);

        Assert.Equal((0L, 0L, 0L), await CountRowsAsync());
        Assert.Equal(1, await StonesAsync());

        _clock.Advance(TimeSpan.FromDays(31));
        var another = DocumentId.Create(_clock);
        await _index.DeleteAsync(another, 1, Stop);
        await _index.DeleteAsync(another, 1, Stop);
        Assert.Equal(1, await StonesAsync());
    }

    [Fact]
    public async Task A_killed_upsert_is_invisible_and_goes_with_the_next_one()
    {
        await KilledUpsertAsync(_document);
        Assert.Empty(await _index.SearchAsync(new SearchQuery("alice", "half"), Stop));
        Assert.Equal(0, await _index.CountAsync(Stop));

        Assert.True(await _index.UpsertAsync(_document with { Fence = 2 }, Pages(1, "whole"), Stop));

        Assert.Equal((2L, 2L, 1L), await CountRowsAsync());
    }

    [Fact]
    public async Task A_killed_upsert_goes_when_its_document_is_deleted()
    {
        await KilledUpsertAsync(_document);

        await _index.DeleteAsync(_document.Id, _document.Fence, Stop);

        Assert.Equal((0L, 0L, 0L), await CountRowsAsync());
        Assert.False(await _index.UpsertAsync(_document, Pages(1, "late"), Stop));
    }

    [Fact]
    public async Task A_killed_upsert_goes_at_a_start_but_not_one_that_may_still_run()
    {
        await KilledUpsertAsync(_document);
        _clock.Advance(TimeSpan.FromMinutes(59));
        await StartAsync();
        Assert.Equal((1L, 1L, 1L), await CountRowsAsync());

        _clock.Advance(TimeSpan.FromMinutes(2));
        await StartAsync();
        Assert.Equal((0L, 0L, 0L), await CountRowsAsync());
    }

    [Fact]
    public async Task A_document_of_two_hundred_megabytes_is_indexed_in_little_memory()
    {
        const int pages = 3300;
        var filler = string.Concat(Enumerable.Range(0, 1000).Select(i => $"word{i % 500} "));
        var text = string.Concat(Enumerable.Repeat(filler, 8))[..60_000];
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var growth = new List<long>();
        async IAsyncEnumerable<DocumentSection> LargeAsync()
        {
            for (var page = 1; page <= pages; page++)
            {
                if (page % 300 == 0)
                {
                    growth.Add(GC.GetTotalMemory(forceFullCollection: true) - before);
                    await Task.Yield();
                }

                yield return new DocumentSection(SectionKind.Page, page, $"page{page} {text}", Page: page);
            }
        }

        Assert.True(await _index.UpsertAsync(_document, LargeAsync(), Stop));

        Assert.Equal(pages / 300, growth.Count);
        Assert.All(growth, bytes => Assert.True(bytes < 32L << 20, $"It holds {bytes} bytes more than before."));
        Assert.Equal(3210, Assert.Single(await _index.SearchAsync(new SearchQuery("alice", "page3210"), Stop)).Page);
    }

    [Fact]
    public async Task A_word_on_every_line_is_marked_in_time_that_grows_with_the_text_only()
    {
        await _index.UpsertAsync(_document, Repeated(), Stop);
        var watch = Stopwatch.StartNew();

        var hit = Assert.Single(await _index.SearchAsync(new SearchQuery("alice", "a a* \"a a\""), Stop));

        Assert.InRange(hit.Snippet.Length, 10, 1500);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"It took {watch.Elapsed}.");

        static async IAsyncEnumerable<DocumentSection> Repeated()
        {
            await Task.Yield();
            yield return new DocumentSection(SectionKind.Text, 1, string.Concat(Enumerable.Repeat("a ", DocumentSection.MaxTextLength / 2)));
        }
    }

    private static async IAsyncEnumerable<DocumentSection> Pages(int count, string word)
    {
        for (var page = 1; page <= count; page++)
        {
            await Task.Yield();
            yield return new DocumentSection(SectionKind.Page, page, $"{word} page", Page: page);
        }
    }

    private Task<bool> KilledUpsertAsync(IndexedDocument document) => _database.WriteAsync(
        writer => GenerationRows.Add(
            writer,
            GenerationRows.Begin(writer, document, _clock.GetUtcNow())!.Value,
            MatchExpression.OwnerWord(document.Owner),
            [new IndexText("half done", null)],
            _clock.GetUtcNow()),
        Durability.Process,
        Stop);

    private async Task StartAsync()
    {
        using var startup = new SqliteStartup(_database, _clock);
        await startup.StartingAsync(Stop);
        await startup.StartAsync(Stop);
        await startup.ExecuteTask!;
    }

    private Task<(long Texts, long Sections, long Generations)> CountRowsAsync() => _database.ReadAsync(
        reader => (
            reader.Number("SELECT COUNT(*) FROM index_text")!.Value,
            reader.Number("SELECT COUNT(*) FROM index_sections")!.Value,
            reader.Number("SELECT COUNT(*) FROM index_generations")!.Value),
        Stop);

    private Task<long?> StonesAsync() => _database.ReadAsync(reader => reader.Number("SELECT COUNT(*) FROM indexed_documents"), Stop);
}
