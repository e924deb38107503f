using System.Diagnostics;
using System.Text;

namespace DocProcessing.Postgres.Tests;

public sealed class IndexTests : IAsyncDisposable
{
    private readonly TestSchema _schema;
    private readonly PostgresDatabase _database;
    private readonly PostgresDocumentIndex _index;
    private readonly IndexedDocument _document = new(DocumentId.Create(TimeProvider.System), "alice", "notes.txt", null, 1);

    public IndexTests(PostgresServer server)
    {
        _schema = new TestSchema(server);
        _database = _schema.Open();
        _index = new PostgresDocumentIndex(_database);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _schema.DisposeAsync();

    [Fact]
    public async Task A_replaced_document_leaves_no_rows()
    {
        await _index.UpsertAsync(_document, Pages(500, "old"), Stop);
        await _index.UpsertAsync(_document with { Fence = 2 }, Pages(3, "new"), Stop);

        Assert.Equal((4L, 1L), await CountRowsAsync());
        Assert.Equal(1, await _index.CountAsync(Stop));
    }

    [Fact]
    public async Task A_deleted_document_leaves_a_stone_that_goes_after_a_month()
    {
        await _index.UpsertAsync(_document, Pages(3, "old"), Stop);
        await _index.DeleteAsync(_document.Id, _document.Fence, Stop);

        Assert.Equal((0L, 0L), await CountRowsAsync());
        Assert.Equal(1, await StonesAsync());

        await _schema.RunAsync("UPDATE indexed_documents SET deleted_at = deleted_at - interval '31 days'");
        var another = DocumentId.Create(TimeProvider.System);
        await _index.DeleteAsync(another, 1, Stop);
        Assert.Equal(1, await StonesAsync());
    }

    [Fact]
    public async Task A_killed_upsert_is_invisible_and_goes_with_the_next_one()
    {
        await KilledUpsertAsync();
        Assert.Empty(await SearchAsync("half"));
        Assert.Equal(0, await _index.CountAsync(Stop));

        Assert.True(await _index.UpsertAsync(_document with { Fence = 2 }, Pages(1, "whole"), Stop));

        Assert.Equal((2L, 1L), await CountRowsAsync());
    }

    [Fact]
    public async Task A_killed_upsert_goes_when_its_document_is_deleted()
    {
        await KilledUpsertAsync();

        await _index.DeleteAsync(_document.Id, _document.Fence, Stop);

        Assert.Equal((0L, 0L), await CountRowsAsync());
        Assert.False(await _index.UpsertAsync(_document, Pages(1, "late"), Stop));
    }

    [Fact]
    public async Task A_killed_upsert_goes_at_a_start_but_not_one_that_may_still_run()
    {
        await KilledUpsertAsync();
        await StartAsync();
        Assert.Equal((1L, 1L), await CountRowsAsync());

        await _schema.RunAsync("UPDATE index_generations SET touched_at = touched_at - interval '61 minutes'");
        await StartAsync();
        Assert.Equal((0L, 0L), await CountRowsAsync());
    }

    [Fact]
    public async Task Of_upserts_of_one_document_on_two_nodes_the_newest_lease_is_shown_and_a_deletion_ends_them_all()
    {
        var nodes = new[] { _index, _schema.OpenIndex() };
        Task<bool> UpsertAsync(int fence) =>
            Task.Run(() => nodes[fence % 2].UpsertAsync(_document with { Fence = fence }, Pages(2, $"fence{fence}"), Stop), Stop);

        var written = await Task.WhenAll(Enumerable.Range(1, 24).Select(UpsertAsync));

        Assert.True(written[^1]);
        Assert.Contains("fence24", Assert.Single(await SearchAsync("fence*")).Snippet, StringComparison.Ordinal);
        await new IndexSweep(_database).RemoveWasteAsync(Stop);
        Assert.Equal((3L, 1L), await CountRowsAsync());

        await Task.WhenAll(Enumerable.Range(25, 24).Select(fence => (Task)UpsertAsync(fence)).Append(Task.Run(() => nodes[0].DeleteAsync(_document.Id, 48, Stop), Stop)));

        Assert.Empty(await SearchAsync("fence*"));
        await new IndexSweep(_database).RemoveWasteAsync(Stop);
        Assert.Equal((0L, 0L), await CountRowsAsync());
    }

    [Fact]
    public async Task A_document_of_fifty_megabytes_is_indexed_in_little_memory()
    {
        const int pages = 820;
        var text = string.Concat(Enumerable.Repeat(string.Concat(Enumerable.Range(0, 1000).Select(i => $"word{i % 500} ")), 8))[..60_000];
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var growth = new List<long>();
        async IAsyncEnumerable<DocumentSection> LargeAsync()
        {
            for (var page = 1; page <= pages; page++)
            {
                if (page % 200 == 0)
                {
                    growth.Add(GC.GetTotalMemory(forceFullCollection: true) - before);
                    await Task.Yield();
                }

                yield return new DocumentSection(SectionKind.Page, page, $"page{page} {text}", Page: page);
            }
        }

        Assert.True(await _index.UpsertAsync(_document, LargeAsync(), Stop));

        Assert.Equal(pages / 200, growth.Count);
        Assert.All(growth, bytes => Assert.True(bytes < 64L << 20, $"It holds {bytes} bytes more than before."));
        Assert.Equal(807, Assert.Single(await SearchAsync("page807")).Page);
    }

    [Fact]
    public async Task A_word_on_every_line_is_marked_in_time_that_grows_with_the_text_only()
    {
        await _index.UpsertAsync(_document, Sections(string.Concat(Enumerable.Repeat("a ", DocumentSection.MaxTextLength / 2))), Stop);
        var watch = Stopwatch.StartNew();

        var hit = Assert.Single(await SearchAsync("a a* \"a a\""));

        Assert.InRange(hit.Snippet.Length, 10, 1500);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"It took {watch.Elapsed}.");
    }

    [Fact]
    public async Task A_phrase_is_found_where_the_server_keeps_no_positions()
    {
        // Behind more of one word than a tsvector keeps places of, and behind the last place that it knows.
        var text = $"{string.Concat(Enumerable.Repeat("the ", 15_000))}the annual report of the harbour";
        await _index.UpsertAsync(_document, Sections(text), Stop);

        var hit = Assert.Single(await SearchAsync("\"the annual report\""));

        Assert.Contains("\u0002the\u0003 \u0002annual\u0003 \u0002report\u0003", hit.Snippet, StringComparison.Ordinal);
        Assert.Empty(await SearchAsync("\"annual the report\""));
        Assert.Empty(await SearchAsync("\"annual repo\""));
        Assert.Single(await SearchAsync("\"of the harbour\" \"annual report\""));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task The_longest_section_of_nothing_but_different_words_is_indexed(int lettersAWord)
    {
        // Han characters: every word costs the most bytes that a word of so many characters can.
        var text = new StringBuilder();
        for (var number = 0; text.Length < DocumentSection.MaxTextLength - lettersAWord; number++)
        {
            for (var letter = 0; letter < lettersAWord; letter++)
            {
                text.Append((char)('\u4e00' + ((number >> (letter * 14)) % 20_000)));
            }

            text.Append(' ');
        }

        Assert.True(await _index.UpsertAsync(_document, Sections($"{new string('界', 8000)}\n{text}", "漢字"), Stop));

        Assert.Single(await SearchAsync("漢字"));
        Assert.Single(await SearchAsync($"\"{text.ToString(0, (lettersAWord * 3) + 2)}\""));
    }

    [Fact]
    public async Task A_text_far_longer_than_a_section_may_be_is_indexed_in_pieces()
    {
        var text = string.Concat(Enumerable.Range(0, 300_000).Select(i => $"w{i} ")) + new string('x', 500_000) + string.Concat(Enumerable.Repeat("😀", 100_000)) + " end";

        Assert.True(await _index.UpsertAsync(_document, Sections(text), Stop));

        Assert.All(await Task.WhenAll(SearchAsync("w0"), SearchAsync("w299999"), SearchAsync("end"), SearchAsync("xxxxx*")), hits => Assert.Single(hits));
    }

    [Theory]
    [InlineData("naïve façade Ærø", "NAIVE facade ærø")]
    [InlineData("cafe\u0301", "café")]
    [InlineData("Straße", "straße")]
    [InlineData("Ελληνικά", "ελληνικα")]
    [InlineData("МОСКВА́", "москва")]
    [InlineData("漢字かな", "漢字かな")]
    [InlineData("한국어 문서", "한국어")]
    [InlineData("भारत", "भारत")]
    [InlineData("𝒳𝒴 math", "𝒳𝒴")]
    [InlineData("it's o'clock", "it's")]
    [InlineData("back\\slash 'quoted' \"double\"", "back\\slash 'quoted'")]
    [InlineData("a\u0000b \ud800 c", "\ud800 c")]
    [InlineData("word:* & other | third", "word:* & (other) <-> third")]
    [InlineData("x", "x \u0301")]
    public async Task Odd_texts_are_found_by_themselves(string text, string query)
    {
        await _index.UpsertAsync(_document with { FileName = $"{text}.txt" }, Sections(text), Stop);

        Assert.Contains('\u0002', Assert.Single(await SearchAsync(query)).Snippet);
    }

    [Fact]
    public async Task Words_longer_than_the_index_keeps_are_found()
    {
        await _index.UpsertAsync(_document, Sections($"{new string('a', 5_000)} {new string('é', 300)}"), Stop);

        Assert.Single(await SearchAsync(new string('a', 5_000)));
        Assert.Single(await SearchAsync(new string('É', 300)));
        Assert.Single(await SearchAsync($"{new string('a', 400)}*"));
        Assert.Empty(await SearchAsync(new string('a', 200)));
    }

    [Fact]
    public async Task An_owner_whose_words_have_the_same_key_sees_nothing_of_another()
    {
        await _index.UpsertAsync(_document, Sections("secret plans"), Stop);
        await _schema.RunAsync("UPDATE indexed_documents SET owner = 'bob'");

        Assert.Empty(await SearchAsync("secret"));
    }

    private static async IAsyncEnumerable<DocumentSection> Pages(int count, string word)
    {
        for (var page = 1; page <= count; page++)
        {
            await Task.Yield();
            yield return new DocumentSection(SectionKind.Page, page, $"{word} page", Page: page);
        }
    }

    private static async IAsyncEnumerable<DocumentSection> Sections(string text, string? heading = null)
    {
        await Task.Yield();
        yield return new DocumentSection(SectionKind.Text, 1, text, heading);
    }

    private Task<IReadOnlyList<SearchHit>> SearchAsync(string text) => _index.SearchAsync(new SearchQuery("alice", text), Stop);

    private async Task KilledUpsertAsync()
    {
        var generation = (await _database.WriteAsync(row => row.GetInt64(0), [GenerationRows.Begin(_document)], Stop))[0];
        Assert.Single(await _database.WriteAsync(_ => true, [GenerationRows.Add(generation, [IndexText.Of(OwnerWords.KeyOf("alice"), "half done", null)])], Stop));
    }

    private async Task StartAsync()
    {
        using var startup = new PostgresStartup(_database);
        await startup.StartingAsync(Stop);
        await startup.StartAsync(Stop);
        await startup.ExecuteTask!;
    }

    private async Task<(long Sections, long Generations)> CountRowsAsync() =>
        (await _schema.AskAsync<long>("SELECT COUNT(*) FROM index_sections"), await _schema.AskAsync<long>("SELECT COUNT(*) FROM index_generations"));

    private Task<long> StonesAsync() => _schema.AskAsync<long>("SELECT COUNT(*) FROM indexed_documents");
}
