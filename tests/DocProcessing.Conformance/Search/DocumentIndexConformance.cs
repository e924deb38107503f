using System.Runtime.CompilerServices;
using System.Text;

namespace DocProcessing.Conformance.Search;

/// <summary>The promises of <see cref="IDocumentIndex"/>.</summary>
public abstract partial class DocumentIndexConformance : IAsyncLifetime
{
    /// <summary>Gets the index under test.</summary>
    protected IDocumentIndex Index { get; private set; } = null!;

    /// <summary>Gets an owner that no other test has.</summary>
    protected string Owner { get; } = $"owner-{Guid.NewGuid():n}";

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Makes the index.</summary>
    protected abstract Task<IDocumentIndex> CreateAsync();

    public async ValueTask InitializeAsync() => Index = await CreateAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await ReleaseAsync();
    }

    /// <summary>Releases what <see cref="CreateAsync"/> made.</summary>
    protected virtual ValueTask ReleaseAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_document_is_found_by_a_word_of_its_text()
    {
        var document = await IndexAsync("The quick brown fox jumps over the lazy dog.");

        var hit = Assert.Single(await SearchAsync("fox"));

        Assert.Equal((document.Id, document.FileName), (hit.DocumentId, hit.FileName));
        Assert.Equal("The quick brown \u0002fox\u0003 jumps over the lazy dog.", hit.Snippet);
    }

    [Fact]
    public async Task Another_owners_documents_are_not_found()
    {
        await IndexForAsync($"{Owner}-other", "secret plans");
        var own = await IndexAsync("open plans");

        Assert.Equal(own.Id, Assert.Single(await SearchAsync("plans")).DocumentId);
        Assert.Empty(await SearchAsync("secret"));
        Assert.Empty(await SearchAsync($"{Owner}-other"));
        Assert.Empty(await Index.SearchAsync(new SearchQuery(Owner[..^1], "plans"), Stop));
    }

    [Fact]
    public async Task Case_and_accents_do_not_matter()
    {
        await IndexAsync("Die Übergabe im CAFÉ");

        Assert.Single(await SearchAsync("ubergabe cafe"));
        Assert.Single(await SearchAsync("ÜBERGABE Café"));
    }

    [Fact]
    public async Task All_words_must_stand_in_one_section()
    {
        var both = await IndexAsync("alpha beta", "gamma");
        await IndexAsync("alpha", "beta");

        Assert.Equal(both.Id, Assert.Single(await SearchAsync("beta alpha")).DocumentId);
        Assert.Empty(await SearchAsync("alpha gamma"));
    }

    [Fact]
    public async Task Words_at_both_ends_of_the_longest_section_stand_in_one_section()
    {
        var filler = string.Concat(Enumerable.Repeat("filler ", (DocumentSection.MaxTextLength - 20) / 7));
        await IndexAsync($"first {filler} last");

        Assert.Single(await SearchAsync("first last"));
    }

    [Fact]
    public async Task A_phrase_must_stand_as_it_is()
    {
        var phrase = await IndexAsync("the annual report of");
        await IndexAsync("the report is annual");

        Assert.Equal(phrase.Id, Assert.Single(await SearchAsync("\"Annual Report\"")).DocumentId);
        Assert.Equal(2, (await SearchAsync("annual report")).Count);
        Assert.Empty(await SearchAsync("\"report annual\""));
    }

    [Fact]
    public async Task A_star_finds_words_that_begin_so()
    {
        await IndexAsync("documentation");

        Assert.Single(await SearchAsync("docu*"));
        Assert.Empty(await SearchAsync("docu"));
        Assert.Empty(await SearchAsync("umentation*"));
    }

    [Theory]
    [InlineData("well-known", "well known")]
    [InlineData("a.b@example.org", "example org")]
    [InlineData("left|right", "LEFT right")]
    public async Task Other_characters_divide_words(string text, string query)
    {
        await IndexAsync(text);

        Assert.Single(await SearchAsync(query));
        Assert.Single(await SearchAsync(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("***")]
    [InlineData("\"")]
    [InlineData("\"\"")]
    [InlineData("!? -- ()")]
    [InlineData("\0")]
    public async Task A_text_without_words_finds_nothing(string text)
    {
        await IndexAsync("some text \" * ( ) --");

        Assert.Empty(await SearchAsync(text));
    }

    [Theory]
    [InlineData("found AND")]
    [InlineData("NOT found")]
    [InlineData("body: found")]
    [InlineData("NEAR(found")]
    [InlineData("\"found")]
    [InlineData("found) OR (owner : x")]
    [InlineData("'; DROP TABLE x; -- found")]
    [InlineData("{a b} : found^")]
    [InlineData("found & | ! <-> :*")]
    public async Task What_a_search_engine_would_take_for_syntax_is_plain_text(string text)
    {
        await IndexAsync($"found: {text.Replace('"', ' ')}");

        Assert.Single(await SearchAsync(text));
    }

    [Fact]
    public async Task No_text_is_an_error()
    {
        await IndexAsync("some text");
        const string alphabet = "ab \"*()-+^:{}[]'\\|&!<>~@#%,;.\0\u0002é漢字\u0301\ud83d\ude00\ud800\udc00 AND OR NOT NEAR";
        var random = new Random(4711);
        for (var i = 0; i < 2000; i++)
        {
            var text = new StringBuilder();
            for (var length = random.Next(1, 40); length > 0; length--)
            {
                text.Append(i % 4 == 0 ? (char)random.Next(0, 0x10000) : alphabet[random.Next(alphabet.Length)]);
            }

            await Index.SearchAsync(new SearchQuery(Owner, text.ToString()), Stop);
        }

        await SearchAsync(string.Join(' ', Enumerable.Range(0, 5000)));
        await SearchAsync(string.Concat(Enumerable.Repeat("\"a", 5000)));
        await SearchAsync(new string('a', 100_000));
    }

    [Fact]
    public async Task Title_file_name_and_headings_are_found()
    {
        var document = new IndexedDocument(DocumentId.Create(TimeProvider.System), Owner, "budget_2031-final.xlsx", "Household plan", 1);
        await Index.UpsertAsync(document, Sections(new DocumentSection(SectionKind.Text, 1, "numbers", "Chapter Zebra", 1)), Stop);

        foreach (var text in new[] { "budget", "2031 final", "household", "zebra", "numbers", "zebra numbers" })
        {
            Assert.Equal("budget_2031-final.xlsx", Assert.Single(await SearchAsync(text)).FileName);
        }
    }

    [Fact]
    public async Task A_document_without_text_is_found_by_its_name()
    {
        var document = await IndexAsync();

        Assert.Equal(document.Id, Assert.Single(await SearchAsync("notes")).DocumentId);
    }

    [Fact]
    public async Task A_document_is_one_hit_that_shows_its_best_section()
    {
        var document = new IndexedDocument(DocumentId.Create(TimeProvider.System), Owner, "notes.pdf", null, 1);
        await Index.UpsertAsync(
            document,
            Sections(
                new DocumentSection(SectionKind.Page, 1, "a long page that has the word whale only once among very many other words that are there to fill it", Page: 1),
                new DocumentSection(SectionKind.Page, 2, "whale whale whale", Page: 2),
                new DocumentSection(SectionKind.Page, 3, "nothing", Page: 3)),
            Stop);

        var hit = Assert.Single(await SearchAsync("whale"));

        Assert.Equal(2, hit.Page);
        Assert.Equal("\u0002whale\u0003 \u0002whale\u0003 \u0002whale\u0003", hit.Snippet);
    }

    [Fact]
    public async Task A_section_without_page_has_none()
    {
        var document = new IndexedDocument(DocumentId.Create(TimeProvider.System), Owner, "notes.txt", null, 1);
        await Index.UpsertAsync(document, Sections(new DocumentSection(SectionKind.Text, 1, "pageless")), Stop);

        Assert.Null(Assert.Single(await SearchAsync("pageless")).Page);
    }

    [Fact]
    public async Task The_best_document_comes_first_and_pages_follow_on()
    {
        var ids = new List<DocumentId>();
        for (var times = 1; times <= 5; times++)
        {
            var text = string.Concat(Enumerable.Repeat("walrus ", times)) + string.Concat(Enumerable.Repeat("other ", 10 - times));
            ids.Insert(0, (await IndexAsync(text)).Id);
        }

        for (var i = 0; i < 20; i++)
        {
            await IndexAsync("nothing of the kind");
        }

        var all = await SearchAsync("walrus");
        Assert.Equal(ids, all.Select(hit => hit.DocumentId));
        Assert.Equal(all.Select(hit => hit.Score).OrderDescending(), all.Select(hit => hit.Score));
        Assert.Equal(ids[1..3], (await Index.SearchAsync(new SearchQuery(Owner, "walrus", Limit: 2, Offset: 1), Stop)).Select(hit => hit.DocumentId));
        Assert.Empty(await Index.SearchAsync(new SearchQuery(Owner, "walrus", Limit: 2, Offset: 5), Stop));
    }

    [Fact]
    public async Task A_snippet_of_a_long_text_is_short_and_holds_the_find()
    {
        var filler = string.Concat(Enumerable.Repeat("lorem ipsum\n", 2000));
        await IndexAsync($"{filler} needle in a haystack {filler}");

        var snippet = Assert.Single(await SearchAsync("needle")).Snippet;

        Assert.InRange(snippet.Length, 20, 1000);
        Assert.Contains("\u0002needle\u0003", snippet, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_never_holds_the_highlight_marks()
    {
        await IndexAsync("before \u0002fake\u0003 and\0after the find");

        var snippet = Assert.Single(await SearchAsync("find after")).Snippet;

        Assert.DoesNotContain("\u0002fake", snippet, StringComparison.Ordinal);
        Assert.Equal(2, snippet.Count(character => character == SearchHit.HighlightStart));
        Assert.Equal(2, snippet.Count(character => character == SearchHit.HighlightEnd));
    }

    protected static IAsyncEnumerable<DocumentSection> Text(params string[] texts) =>
        Sections([.. texts.Select((text, i) => new DocumentSection(SectionKind.Text, i + 1, text))]);

    protected static async IAsyncEnumerable<DocumentSection> Sections(params DocumentSection[] sections)
    {
        foreach (var section in sections)
        {
            await Task.Yield();
            yield return section;
        }
    }

    protected Task<IReadOnlyList<SearchHit>> SearchAsync(string text) => Index.SearchAsync(new SearchQuery(Owner, text), Stop);

    protected Task<IndexedDocument> IndexAsync(params string[] texts) => IndexForAsync(Owner, texts);

    

    protected async Task<IndexedDocument> IndexForAsync(string owner, params string[] texts)
    {
        var document = new IndexedDocument(DocumentId.Create(TimeProvider.System), owner, "notes.txt", null, 1);
        Assert.True(await Index.UpsertAsync(document, Text(texts), Stop));
        return document;
    }
}
