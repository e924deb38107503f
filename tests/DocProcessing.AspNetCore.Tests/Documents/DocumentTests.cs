using System.Net.Http.Headers;
using System.Text;

namespace DocProcessing.AspNetCore.Tests.Documents;

public sealed class DocumentTests
{
    private const string Route = "/api/v1/documents";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_document_is_shown()
    {
        await using var app = await TestApp.StartAsync();
        var document = app.Documents.Add("alice", Http.Bytes(10));

        var response = await app.As("alice").FetchAsync($"{Route}/{document.DocumentId}");

        Verified.Matches(Verified.Stable(await response.SucceedsAsync()), "document");
    }

    [Fact]
    public async Task Content_is_a_download_that_no_browser_shows_as_a_page()
    {
        await using var app = await TestApp.StartAsync();
        var bytes = Encoding.UTF8.GetBytes("<script>alert(1)</script>");
        var document = app.Documents.Add("alice", bytes, job => job with { ContentType = "text/html", FileName = "Bericht \"für\" 会.html" });

        var response = await app.As("alice").FetchAsync($"{Route}/{document.DocumentId}/content");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(bytes, await response.Content.ReadAsByteArrayAsync(Token));
        var disposition = response.Content.Headers.ContentDisposition!;
        Assert.Equal(("attachment", "Bericht \"für\" 会.html"), (disposition.DispositionType, disposition.FileNameStar));
        Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
        Assert.Equal(["default-src 'none'; sandbox"], response.Headers.GetValues("Content-Security-Policy"));
        Assert.Equal("\"tag-1\"", response.Headers.ETag!.Tag);
        Assert.Equal(bytes.Length, response.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task A_content_type_that_is_no_type_becomes_bytes()
    {
        await using var app = await TestApp.StartAsync();
        var document = app.Documents.Add("alice", [1], job => job with { ContentType = "text/html\r\nSet-Cookie: a=b" });

        var response = await app.As("alice").FetchAsync($"{Route}/{document.DocumentId}/content");

        Assert.Equal("application/octet-stream", response.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("bytes=0-9", 0, 10)]
    [InlineData("bytes=90-", 90, 10)]
    [InlineData("bytes=90-1000", 90, 10)]
    [InlineData("bytes=-10", 90, 10)]
    [InlineData("bytes=-1000", 0, 100)]
    [InlineData("bytes=99-99", 99, 1)]
    public async Task A_range_is_served(string range, int offset, int length)
    {
        await using var app = await TestApp.StartAsync();
        var bytes = Http.Bytes(100);
        var document = app.Documents.Add("alice", bytes);

        var response = await GetAsync(app, document, ("Range", range));

        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        Assert.Equal(bytes[offset..(offset + length)], await response.Content.ReadAsByteArrayAsync(Token));
        Assert.Equal($"bytes {offset}-{offset + length - 1}/100", response.Content.Headers.ContentRange!.ToString());
    }

    [Theory]
    [InlineData("bytes=100-")]
    [InlineData("bytes=500-600")]
    [InlineData("bytes=-0")]
    public async Task A_range_outside_is_416_and_told_the_length(string range)
    {
        await using var app = await TestApp.StartAsync();
        var document = app.Documents.Add("alice", Http.Bytes(100));

        var response = await GetAsync(app, document, ("Range", range));

        await response.ProblemAsync(416, ErrorCodes.RangeNotSatisfiable);
        Assert.Equal("bytes */100", response.Content.Headers.ContentRange!.ToString());
    }

    [Theory]
    [InlineData("lines=1-2")]
    [InlineData("bytes=0-1,5-6")]
    [InlineData("bytes=9-1")]
    public async Task What_is_no_single_range_is_answered_with_the_whole(string range)
    {
        await using var app = await TestApp.StartAsync();
        var document = app.Documents.Add("alice", Http.Bytes(100));

        var response = await GetAsync(app, document, ("Range", range));

        Assert.Equal((HttpStatusCode.OK, 100), (response.StatusCode, response.Content.Headers.ContentLength));
    }

    [Theory]
    [InlineData("\"tag-1\"", HttpStatusCode.PartialContent)]
    [InlineData("\"tag-0\"", HttpStatusCode.OK)]
    [InlineData("W/\"tag-1\"", HttpStatusCode.OK)]
    public async Task A_range_is_served_only_of_the_content_it_is_of(string tag, HttpStatusCode status)
    {
        await using var app = await TestApp.StartAsync();
        var document = app.Documents.Add("alice", Http.Bytes(100));

        var response = await GetAsync(app, document, ("Range", "bytes=0-9"), ("If-Range", tag));

        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task Content_that_the_client_has_is_not_sent_again_and_HEAD_sends_none()
    {
        await using var app = await TestApp.StartAsync();
        var document = app.Documents.Add("alice", Http.Bytes(100));

        Assert.Equal(HttpStatusCode.NotModified, (await GetAsync(app, document, ("If-None-Match", "\"tag-0\", \"tag-1\""))).StatusCode);
        using var head = new HttpRequestMessage(HttpMethod.Head, $"{Route}/{document.DocumentId}/content");
        var response = await app.As("alice").SendAsync(head, Token);
        Assert.Equal(100, response.Content.Headers.ContentLength);

        // What opens content is a read for the audit trail.
        Assert.Equal(0, app.Documents.Opened);
    }

    [Fact]
    public async Task Text_comes_plain_with_pages_divided_or_as_lines_of_JSON()
    {
        await using var app = await TestApp.StartAsync();
        var document = app.Documents.Add("alice", [1]);
        app.Documents.Sections =
        [
            new(SectionKind.Page, 1, "First.", Page: 1),
            new(SectionKind.Text, 2, "Under it.", "Title", 1, 1),
            new(SectionKind.Page, 3, "Second.", Page: 2),
        ];
        var client = app.As("alice");

        var plain = await client.FetchAsync($"{Route}/{document.DocumentId}/text");
        Assert.Equal("First.\n\nTitle\nUnder it.\n\fSecond.", await plain.Content.ReadAsStringAsync(Token));
        Assert.Equal("text/plain; charset=utf-8", plain.Content.Headers.ContentType!.ToString());

        var lines = await client.FetchAsync($"{Route}/{document.DocumentId}/text?format=jsonl");
        Verified.Matches(await lines.Content.ReadAsStringAsync(Token), "text_jsonl");
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/x-ndjson"));
        var accepted = await client.FetchAsync($"{Route}/{document.DocumentId}/text");
        Assert.Equal("application/x-ndjson", accepted.Content.Headers.ContentType!.MediaType);
        await (await client.FetchAsync($"{Route}/{document.DocumentId}/text?format=xml")).ProblemAsync(400, ErrorCodes.InvalidRequest);
    }

    [Fact]
    public async Task Text_that_breaks_in_the_middle_does_not_look_whole()
    {
        await using var app = await TestApp.StartAsync();
        var document = app.Documents.Add("alice", [1]);
        app.Documents.Sections = [new(SectionKind.Page, 1, "First.", Page: 1)];
        app.Documents.TextError = new StorageUnavailableException("The disk is gone.");

        await Assert.ThrowsAsync<HttpRequestException>(() => app.As("alice").GetStringAsync($"{Route}/{document.DocumentId}/text", Token));
    }

    [Fact]
    public async Task The_analysis_is_shown_and_one_that_is_not_ready_is_409()
    {
        await using var app = await TestApp.StartAsync();
        var document = app.Documents.Add("alice", [1]);

        Verified.Matches(Verified.Stable(await (await app.As("alice").FetchAsync($"{Route}/{document.DocumentId}/analysis")).SucceedsAsync()), "analysis");
        app.Documents.TextError = new DocumentProcessingException(ErrorCategory.Conflict, ErrorCodes.DocumentNotReady, "The document is not analysed yet.");
        await (await app.As("alice").FetchAsync($"{Route}/{document.DocumentId}/analysis")).ProblemAsync(409, ErrorCodes.DocumentNotReady);
    }

    [Fact]
    public async Task A_document_is_deleted()
    {
        await using var app = await TestApp.StartAsync();
        var document = app.Documents.Add("alice", [1]);

        Assert.Equal(HttpStatusCode.NoContent, (await app.As("alice").DeleteAsync($"{Route}/{document.DocumentId}", Token)).StatusCode);
        await (await app.As("alice").FetchAsync($"{Route}/{document.DocumentId}")).ProblemAsync(404, ErrorCodes.DocumentNotFound);
    }

    [Fact]
    public async Task A_search_marks_what_it_found_and_escapes_the_rest()
    {
        await using var app = await TestApp.StartAsync();
        var document = app.Documents.Add("alice", [1]);
        app.Documents.Hits = [new SearchHit(document.DocumentId, "a&b.html", 0.5, "<script>\u0002für\u0003 \"x\" & 'y'\u0002open", 3)];

        var answer = await (await app.As("alice").FetchAsync($"{Route}/search?q=f%C3%BCr&limit=5&offset=10")).SucceedsAsync();

        Verified.Matches(Verified.Stable(answer), "search");
        Assert.Equal(("für", 5, 10), app.Documents.LastSearch);
    }

    [Fact]
    public async Task Answers_are_readable_as_they_are_sent()
    {
        await using var app = await TestApp.StartAsync();
        var document = app.Documents.Add("alice", [1]);
        app.Documents.Hits = [new SearchHit(document.DocumentId, "für.html", 0.5, "\u0002会\u0003", null)];
        app.Documents.Sections = [new(SectionKind.Page, 1, "für <b>", Page: 1)];
        app.Jobs.Error = new DocumentProcessingException(ErrorCategory.Conflict, "some_code", "No '<für>'.");

        var found = await app.As("alice").FetchAsync($"{Route}/search?q=x");
        Assert.Contains("\"filename\":\"für.html\"", await found.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Contains("<mark>会</mark>", await found.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        var problem = await app.As("alice").FetchAsync($"{Route}/jobs/{JobId.Create(app.Clock)}");
        Assert.Contains("No '<für>'.", await problem.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Contains("für <b>", await app.As("alice").GetStringAsync($"{Route}/{document.DocumentId}/text?format=jsonl", Token), StringComparison.Ordinal);

        // Without this a browser might take the markup for a page.
        Assert.All([found, problem], response => Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?q=")]
    [InlineData("?q=a&limit=101")]
    [InlineData("?q=a&offset=-1")]
    public async Task A_search_that_is_asked_for_wrongly_is_400(string query)
    {
        await using var app = await TestApp.StartAsync();

        await (await app.As("alice").FetchAsync($"{Route}/search{query}")).ProblemAsync(400, ErrorCodes.InvalidRequest);
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("GET", "/content")]
    [InlineData("GET", "/text")]
    [InlineData("GET", "/analysis")]
    [InlineData("DELETE", "")]
    public async Task What_is_another_users_or_no_id_at_all_does_not_exist(string method, string route)
    {
        await using var app = await TestApp.StartAsync();
        var document = app.Documents.Add("bob", [1]);

        foreach (var id in new[] { document.DocumentId.Value, "no-id" })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), $"{Route}/{id}{route}");
            await (await app.As("alice").SendAsync(request, Token)).ProblemAsync(404, ErrorCodes.DocumentNotFound);
        }
    }

    private static async Task<HttpResponseMessage> GetAsync(TestApp app, Job document, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Route}/{document.DocumentId}/content");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await app.As("alice").SendAsync(request, Token);
    }
}
