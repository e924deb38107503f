using DocProcessing.AspNetCore.Tests.Support;

namespace DocProcessing.AspNetCore.Tests.Uploads;

public sealed class LinkTests
{
    private static readonly string Route = $"/api/v1/documents/upload/{new string('0', 31)}1/presign";

    [Fact]
    public async Task Links_to_the_store_come_with_the_headers_to_send_and_are_kept_by_no_cache()
    {
        await using var app = await TestApp.StartAsync();

        var response = await app.As("alice").PostAsync(Route, new
        {
            parts = new object[] { new { part_number = 2 }, new { part_number = 3, chunk_hash = "0123456789abcdef0123456789ABCDEF" } },
        });

        Verified.Matches(Verified.Stable(await response.SucceedsAsync()), "presign");
        Assert.True(response.Headers.CacheControl!.NoStore);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"parts\":[]}")]
    [InlineData("{\"parts\":[{}]}")]
    [InlineData("{\"parts\":[{\"part_number\":1,\"chunk_hash\":\"abc\"}]}")]
    [InlineData("{\"parts\":[{\"part_number\":\"one\"}]}")]
    [InlineData("not json")]
    public async Task What_names_no_parts_is_400(string body)
    {
        await using var app = await TestApp.StartAsync();

        var response = await app.As("alice").PostAsync(Route, new StringContent(body, System.Text.Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);

        await response.ProblemAsync(400, "invalid_request");
    }

    [Fact]
    public async Task A_host_without_links_says_so()
    {
        await using var app = await TestApp.StartAsync();
        app.Uploads.Error = new DocumentProcessingException(ErrorCategory.Conflict, ErrorCodes.LinksNotOffered, "No links.");

        await (await app.As("alice").PostAsync(Route, new { parts = new[] { new { part_number = 1 } } })).ProblemAsync(409, "links_not_offered");
    }

    [Fact]
    public async Task A_link_to_content_is_for_those_who_may_read_it()
    {
        await using var app = await TestApp.StartAsync();
        var document = app.Documents.Add("alice", Http.Bytes(10));
        var route = $"/api/v1/documents/{document.DocumentId}/content/link";

        var response = await app.As("alice").FetchAsync(route);

        Verified.Matches(Verified.Stable(await response.SucceedsAsync()), "content-link");
        Assert.True(response.Headers.CacheControl!.NoStore);
        await (await app.As("bob").FetchAsync(route)).ProblemAsync(404, "document_not_found");
    }
}
