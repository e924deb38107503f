using System.Text;

namespace DocProcessing.AspNetCore.Tests.Uploads;

public sealed class UploadTests
{
    private const string Route = "/api/v1/documents/upload";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Initiate_creates_a_session_and_says_where_it_is()
    {
        await using var app = await TestApp.StartAsync();
        var client = app.As("alice");
        client.DefaultRequestHeaders.Add("Idempotency-Key", "key-1");

        var response = await client.PostAsync($"{Route}/initiate", new
        {
            filename = "report.pdf",
            file_size = 2500,
            content_type = "application/pdf",
            document_type = "invoice",
            priority = "high",
            processing_options = new { reuse_results = false, language = "DE", max_pages = 7, ocr = true, depth = 3, custom = new { note = "x" } },
        });

        var answer = await response.SucceedsAsync(201);
        Verified.Matches(Verified.Stable(answer), "initiate");
        Assert.Equal($"{Route}/status/{answer.GetProperty("upload_id").GetString()}", response.Headers.Location!.ToString());
        var document = app.Uploads.LastDocument!;
        Assert.Equal(("report.pdf", 2500, "application/pdf", "invoice", JobPriority.High), (document.FileName, document.FileSize, document.ContentType, document.DocumentType, document.Priority));
        Assert.Equal((false, "de", 7), (document.Options.ReuseResults, document.Options.Language, document.Options.MaxPages));
        Assert.Equal(["depth=3", "note=x", "ocr=true"], document.Options.Custom.Select(option => $"{option.Key}={option.Value}"));
        Assert.Equal("key-1", app.Uploads.LastIdempotencyKey);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"file_size\":1}")]
    [InlineData("{\"filename\":\"a\"}")]
    [InlineData("{\"filename\":\"a\",\"file_size\":\"1\"}")]
    [InlineData("{\"filename\":\"a\",\"file_size\":1.5}")]
    [InlineData("{\"filename\":\"a\",\"file_size\":1,\"priority\":\"urgent\"}")]
    [InlineData("{\"filename\":\"a\",\"file_size\":1,\"processing_options\":[]}")]
    [InlineData("{\"filename\":\"a\",\"file_size\":1,\"processing_options\":{\"language\":\"english\"}}")]
    [InlineData("{\"filename\":\"a\",\"file_size\":1,\"processing_options\":{\"max_pages\":0}}")]
    [InlineData("{\"filename\":\"a\",\"file_size\":1,\"processing_options\":{\"deep\":{\"er\":1}}}")]
    [InlineData("{\"filename\":\"\\ud800\",\"file_size\":1}")]
    [InlineData("{\"filename\":\"a\",\"file_size\":1,\"processing_options\":{\"note\":\"\\ud800\"}}")]
    [InlineData("{\"filename\":\"a\",\"file_size\":1,\"processing_options\":{\"\\udc00\":1}}")]
    [InlineData("{\"filename\":\"a\",\"file_size\":1,\"processing_options\":{\"custom\":{\"\\ud800\":\"x\"}}}")]
    [InlineData("{\"filename\":\"a\",\"file_size\":1,\"processing_options\":{\"language\":\"\\ud800\"}}")]
    public async Task Initiate_refuses_what_it_does_not_understand(string body)
    {
        await using var app = await TestApp.StartAsync();

        var response = await app.As("alice").PostAsync($"{Route}/initiate", new StringContent(body, Encoding.UTF8, "application/json"), Token);

        await response.ProblemAsync(400, ErrorCodes.InvalidRequest);
        Assert.Null(app.Uploads.LastDocument);
    }

    [Fact]
    public async Task Options_of_a_form_that_hold_half_a_character_are_refused_too()
    {
        await using var app = await TestApp.StartAsync();

        var response = await app.As("alice").PostAsync($"{Route}/simple", Http.Form(("processing_options", "{\"note\":\"\\ud800\"}"), ("file", Http.Bytes(5))), Token);

        await response.ProblemAsync(400, ErrorCodes.InvalidRequest);
    }

    [Fact]
    public async Task Initiate_refuses_a_body_that_is_too_large_or_not_JSON_and_a_key_that_is_too_long()
    {
        await using var app = await TestApp.StartAsync();
        var client = app.As("alice");

        await (await client.PostAsync($"{Route}/initiate", new { filename = new string('x', 100_000), file_size = 1 })).ProblemAsync(413, HttpErrorCodes.RequestTooLarge);
        await (await client.PostAsync($"{Route}/initiate", new StringContent("filename=a"), Token)).ProblemAsync(415, HttpErrorCodes.UnsupportedMediaType);
        client.DefaultRequestHeaders.Add("Idempotency-Key", new string('k', 300));
        await (await client.PostAsync($"{Route}/initiate", new { filename = "a", file_size = 1 })).ProblemAsync(400, ErrorCodes.InvalidRequest);
    }

    [Fact]
    public async Task Complete_answers_the_job_and_where_it_is()
    {
        await using var app = await TestApp.StartAsync();
        var session = app.Uploads.Add("alice", 1000);
        app.Uploads.Parts[(session.Id, 1)] = new byte[1000];

        var response = await app.As("alice").PostAsync($"{Route}/complete/{session.Id}");

        Verified.Matches(Verified.Stable(await response.SucceedsAsync(202)), "complete");
        Assert.Equal($"/api/v1/documents/jobs/{session.JobId}", response.Headers.Location!.ToString());
    }

    [Fact]
    public async Task Complete_lists_the_parts_that_are_missing()
    {
        await using var app = await TestApp.StartAsync();
        var session = app.Uploads.Add("alice", 3000);
        app.Uploads.Parts[(session.Id, 2)] = new byte[1000];

        var response = await app.As("alice").PostAsync($"{Route}/complete/{session.Id}");

        Verified.Matches(Verified.Stable(await response.ProblemAsync(409, ErrorCodes.MissingParts)), "missing_parts");
    }

    [Fact]
    public async Task Damaged_parts_found_by_storage_are_listed_too()
    {
        await using var app = await TestApp.StartAsync();
        var session = app.Uploads.Add("alice", 3000);
        app.Uploads.Error = new InvalidPartsException([1, 3]);

        var problem = await (await app.As("alice").PostAsync($"{Route}/complete/{session.Id}")).ProblemAsync(409, ErrorCodes.MissingParts);

        Assert.Equal([1, 3], problem.GetProperty("missing_parts").EnumerateArray().Select(part => part.GetInt32()));
    }

    [Fact]
    public async Task Status_tells_what_is_there_and_what_is_missing()
    {
        await using var app = await TestApp.StartAsync();
        var session = app.Uploads.Add("alice", 2500);
        app.Uploads.Parts[(session.Id, 3)] = new byte[500];
        app.Uploads.Parts[(session.Id, 1)] = new byte[1000];

        var response = await app.As("alice").FetchAsync($"{Route}/status/{session.Id}");

        Verified.Matches(Verified.Stable(await response.SucceedsAsync()), "status");
    }

    [Fact]
    public async Task Cancel_answers_the_cancelled_session()
    {
        await using var app = await TestApp.StartAsync();
        var session = app.Uploads.Add("alice", 2500);

        var response = await app.As("alice").DeleteAsync($"{Route}/cancel/{session.Id}", Token);

        Verified.Matches(Verified.Stable(await response.SucceedsAsync()), "cancel");
    }

    [Fact]
    public async Task Active_lists_the_callers_own()
    {
        await using var app = await TestApp.StartAsync();
        app.Uploads.Add("bob", 2500);
        var session = app.Uploads.Add("alice", 2500);
        app.Uploads.Parts[(session.Id, 1)] = new byte[1000];

        var response = await app.As("alice").FetchAsync($"{Route}/active");

        Verified.Matches(Verified.Stable(await response.SucceedsAsync()), "active");
    }

    [Theory]
    [InlineData("GET", "status")]
    [InlineData("POST", "complete")]
    [InlineData("DELETE", "cancel")]
    public async Task What_is_another_users_or_no_id_at_all_does_not_exist(string method, string route)
    {
        await using var app = await TestApp.StartAsync();
        var session = app.Uploads.Add("bob", 2500);

        foreach (var id in new[] { session.Id.Value, "no-id", new string('0', 32) })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), $"{Route}/{route}/{id}");
            await (await app.As("alice").SendAsync(request, Token)).ProblemAsync(404, ErrorCodes.UploadNotFound);
        }
    }
}
