using System.Text;

namespace DocProcessing.AspNetCore.Tests.Uploads;

public sealed class SimpleTests
{
    private const string Route = "/api/v1/documents/upload/simple";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_with_fields_before_it_is_accepted()
    {
        await using var app = await TestApp.StartAsync();
        var bytes = Http.Bytes(300_000);

        var response = await PostAsync(app, ("document_type", "invoice"), ("priority", "critical"), ("processing_options", "{\"language\":\"de\",\"ocr\":true}"), ("file", bytes));

        var answer = await response.SucceedsAsync(202);
        Verified.Matches(Verified.Stable(answer), "simple");
        Assert.Equal($"/api/v1/documents/jobs/{answer.GetProperty("job_id").GetString()}", response.Headers.Location!.ToString());
        Assert.Equal(bytes, app.Uploads.SimpleContent);
        var document = app.Uploads.LastDocument!;
        Assert.Equal(("re port.pdf", "application/pdf", "invoice", JobPriority.Critical, "de"), (document.FileName, document.ContentType, document.DocumentType, document.Priority, document.Options.Language));
    }

    [Fact]
    public async Task Fields_in_the_query_string_count()
    {
        await using var app = await TestApp.StartAsync();
        using var form = Http.Form(("file", Http.Bytes(10)));

        await (await app.As("alice").PostAsync(Route + "?priority=low&filename=other.txt&content_type=text/plain", form, Token)).SucceedsAsync(202);

        var document = app.Uploads.LastDocument!;
        Assert.Equal(("other.txt", "text/plain", JobPriority.Low), (document.FileName, document.ContentType, document.Priority));
    }

    [Fact]
    public async Task A_field_after_the_file_is_refused_before_the_document_is_kept()
    {
        await using var app = await TestApp.StartAsync();

        var response = await PostAsync(app, ("file", Http.Bytes(1000)), ("priority", "high"));

        var problem = await response.ProblemAsync(400, ErrorCodes.InvalidRequest);
        Assert.Contains("priority", problem.GetProperty("detail").GetString());
        Assert.Null(app.Uploads.SimpleContent);
        Assert.NotNull(app.Uploads.SimpleError);
    }

    [Fact]
    public async Task An_unknown_field_after_the_file_is_passed_over()
    {
        await using var app = await TestApp.StartAsync();

        await (await PostAsync(app, ("file", Http.Bytes(1000)), ("submit", "Send"))).SucceedsAsync(202);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_over_the_threshold_is_sent_to_the_chunked_upload(bool lengthKnown)
    {
        await using var app = await TestApp.StartAsync(services => services.Configure<UploadOptions>(options => options.SimpleUploadMaxBytes = 100_000));
        using var form = Http.Form(("file", Http.Bytes(lengthKnown ? 300_000 : 100_001)));
        using var request = new HttpRequestMessage(HttpMethod.Post, Route) { Content = form };
        request.Headers.TransferEncodingChunked = !lengthKnown;

        var response = await app.As("alice").SendAsync(request, Token);

        Verified.Matches(Verified.Stable(await response.ProblemAsync(413, ErrorCodes.UseChunkedUpload)), "use_chunked_upload");
        Assert.Null(app.Uploads.SimpleContent);
    }

    [Fact]
    public async Task A_file_of_exactly_the_threshold_is_accepted()
    {
        await using var app = await TestApp.StartAsync(services => services.Configure<UploadOptions>(options => options.SimpleUploadMaxBytes = 100_000));

        await (await PostAsync(app, ("file", Http.Bytes(100_000)))).SucceedsAsync(202);
    }

    [Fact]
    public async Task A_body_that_ends_early_keeps_nothing()
    {
        await using var app = await TestApp.StartAsync();
        using var content = new StringContent("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nhalf", Encoding.UTF8);
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=b");

        await (await app.As("alice").PostAsync(Route, content, Token)).ProblemAsync(400, HttpErrorCodes.RequestIncomplete);

        Assert.Null(app.Uploads.SimpleContent);
    }

    [Fact]
    public async Task A_form_without_a_file_and_a_body_that_is_no_form_are_refused()
    {
        await using var app = await TestApp.StartAsync();

        await (await PostAsync(app, ("priority", "low"))).ProblemAsync(400, ErrorCodes.InvalidRequest);
        await (await app.As("alice").PostAsync(Route, new { })).ProblemAsync(415, HttpErrorCodes.UnsupportedMediaType);
        await (await PostAsync(app, ("processing_options", "{"), ("file", Http.Bytes(1)))).ProblemAsync(400, ErrorCodes.InvalidRequest);
    }

    private static Task<HttpResponseMessage> PostAsync(TestApp app, params (string Name, object Value)[] parts) =>
        app.As("alice").PostAsync(Route, Http.Form(parts), Token);
}
