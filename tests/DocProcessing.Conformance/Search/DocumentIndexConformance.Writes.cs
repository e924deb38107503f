using System.Runtime.CompilerServices;

namespace DocProcessing.Conformance.Search;

/// <content>What an index holds after it was written to, by whom and in which order ever.</content>
public abstract partial class DocumentIndexConformance
{
    [Fact]
    public async Task Indexing_again_replaces_what_was_there()
    {
        var document = await IndexAsync("old words");
        var count = await Index.CountAsync(Stop);

        Assert.True(await Index.UpsertAsync(document with { FileName = "renamed.txt", Fence = 2 }, Text("new words"), Stop));

        Assert.Equal("renamed.txt", Assert.Single(await SearchAsync("words")).FileName);
        Assert.Empty(await SearchAsync("old"));
        Assert.Empty(await SearchAsync("notes"));
        Assert.Equal(count, await Index.CountAsync(Stop));
    }

    [Fact]
    public async Task Indexing_again_under_the_same_lease_replaces_too()
    {
        var document = await IndexAsync("old words");

        Assert.True(await Index.UpsertAsync(document, Text("new words"), Stop));

        Assert.Single(await SearchAsync("new"));
        Assert.Empty(await SearchAsync("old"));
    }

    [Fact]
    public async Task An_older_lease_changes_nothing()
    {
        var document = await IndexAsync("new words");
        Assert.True(await Index.UpsertAsync(document with { Fence = 5 }, Text("newer words"), Stop));

        Assert.False(await Index.UpsertAsync(document with { Fence = 4 }, Text("older words"), Stop));

        Assert.Single(await SearchAsync("newer"));
        Assert.Empty(await SearchAsync("older"));
    }

    [Fact]
    public async Task A_lease_that_is_overtaken_while_it_indexes_changes_nothing()
    {
        var document = new IndexedDocument(DocumentId.Create(TimeProvider.System), Owner, "notes.txt", null, 1);
        async IAsyncEnumerable<DocumentSection> OvertakenAsync()
        {
            yield return new DocumentSection(SectionKind.Text, 1, "older words");
            Assert.True(await Index.UpsertAsync(document with { Fence = 2 }, Text("newer words"), Stop));
            yield return new DocumentSection(SectionKind.Text, 2, "oldest words");
        }

        Assert.False(await Index.UpsertAsync(document, OvertakenAsync(), Stop));

        Assert.Single(await SearchAsync("newer"));
        Assert.Empty(await SearchAsync("older"));
        Assert.Empty(await SearchAsync("oldest"));
    }

    [Fact]
    public async Task Nothing_of_a_document_is_found_before_all_of_it_is()
    {
        var document = await IndexAsync("old words");
        async IAsyncEnumerable<DocumentSection> WatchedAsync()
        {
            for (var i = 1; i <= 40; i++)
            {
                Assert.Empty(await SearchAsync("fresh"));
                Assert.Single(await SearchAsync("old"));
                yield return new DocumentSection(SectionKind.Text, i, "fresh " + new string('x', 10_000));
            }
        }

        Assert.True(await Index.UpsertAsync(document with { Fence = 2 }, WatchedAsync(), Stop));

        Assert.Single(await SearchAsync("fresh"));
        Assert.Empty(await SearchAsync("old"));
    }

    [Fact]
    public async Task An_interrupted_upsert_leaves_what_was_there()
    {
        var document = await IndexAsync("old words");
        static async IAsyncEnumerable<DocumentSection> BrokenAsync()
        {
            await Task.Yield();
            for (var i = 1; i <= 40; i++)
            {
                yield return new DocumentSection(SectionKind.Text, i, "fresh " + new string('x', 10_000));
            }

            throw new InvalidDataException("broken");
        }

        await Assert.ThrowsAsync<InvalidDataException>(() => Index.UpsertAsync(document with { Fence = 2 }, BrokenAsync(), Stop));

        Assert.Empty(await SearchAsync("fresh"));
        Assert.Single(await SearchAsync("old"));
        Assert.True(await Index.UpsertAsync(document with { Fence = 2 }, Text("newest"), Stop));
        Assert.Single(await SearchAsync("newest"));
    }

    [Fact]
    public async Task A_cancelled_upsert_leaves_what_was_there()
    {
        var document = await IndexAsync("old words");
        using var stop = new CancellationTokenSource();
        async IAsyncEnumerable<DocumentSection> CancelledAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            yield return new DocumentSection(SectionKind.Text, 1, "fresh words");
            await stop.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Index.UpsertAsync(document with { Fence = 2 }, CancelledAsync(), stop.Token));

        Assert.Empty(await SearchAsync("fresh"));
        Assert.Single(await SearchAsync("old"));
    }

    [Fact]
    public async Task A_deleted_document_is_not_found()
    {
        var document = await IndexAsync("deleted words");
        var count = await Index.CountAsync(Stop);

        await Index.DeleteAsync(document.Id, document.Fence, Stop);
        await Index.DeleteAsync(document.Id, document.Fence, Stop);

        Assert.Empty(await SearchAsync("words"));
        Assert.Empty(await SearchAsync("notes"));
        Assert.Equal(count - 1, await Index.CountAsync(Stop));
    }

    [Fact]
    public async Task Deleting_an_unknown_document_is_no_error() => await Index.DeleteAsync(DocumentId.Create(TimeProvider.System), 1, Stop);

    [Fact]
    public async Task An_older_lease_does_not_bring_a_deleted_document_back()
    {
        var document = await IndexAsync("words");
        await Index.UpsertAsync(document with { Fence = 5 }, Text("words"), Stop);
        await Index.DeleteAsync(document.Id, 5, Stop);

        Assert.False(await Index.UpsertAsync(document with { Fence = 4 }, Text("words"), Stop));
        Assert.Empty(await SearchAsync("words"));

        Assert.True(await Index.UpsertAsync(document with { Fence = 6 }, Text("words"), Stop));
        Assert.Single(await SearchAsync("words"));
    }

    [Fact]
    public async Task A_document_deleted_before_it_was_ever_indexed_is_not_brought_in_by_an_older_lease()
    {
        var document = new IndexedDocument(DocumentId.Create(TimeProvider.System), Owner, "notes.txt", null, 3);
        await Index.DeleteAsync(document.Id, 4, Stop);

        Assert.False(await Index.UpsertAsync(document, Text("words"), Stop));
        Assert.Empty(await SearchAsync("words"));
    }

    [Fact]
    public async Task A_document_deleted_while_it_is_indexed_stays_deleted()
    {
        var document = new IndexedDocument(DocumentId.Create(TimeProvider.System), Owner, "notes.txt", null, 3);
        async IAsyncEnumerable<DocumentSection> DeletedAsync()
        {
            yield return new DocumentSection(SectionKind.Text, 1, "words");
            await Index.DeleteAsync(document.Id, 3, Stop);
            yield return new DocumentSection(SectionKind.Text, 2, "more words");
        }

        Assert.False(await Index.UpsertAsync(document, DeletedAsync(), Stop));
        Assert.Empty(await SearchAsync("words"));
    }

    [Fact]
    public async Task Documents_are_counted()
    {
        var before = await Index.CountAsync(Stop);

        await IndexAsync("one");
        await IndexAsync("two");

        Assert.Equal(before + 2, await Index.CountAsync(Stop));
    }
}
