using System.Text;

namespace DocProcessing.AspNetCore.Tests.Problems;

public sealed class ProblemTests
{
    private const string Job = "/api/v1/documents/jobs/00000000000000000000000000000000";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ErrorCategory.Invalid, 400)]
    [InlineData(ErrorCategory.Forbidden, 403)]
    [InlineData(ErrorCategory.NotFound, 404)]
    [InlineData(ErrorCategory.Conflict, 409)]
    [InlineData(ErrorCategory.Gone, 410)]
    [InlineData(ErrorCategory.TooLarge, 413)]
    [InlineData(ErrorCategory.UnsupportedType, 415)]
    [InlineData(ErrorCategory.Unprocessable, 422)]
    [InlineData(ErrorCategory.Busy, 423)]
    [InlineData(ErrorCategory.LimitReached, 429)]
    [InlineData(ErrorCategory.Unavailable, 503)]
    public async Task Each_category_has_its_status(ErrorCategory category, int status)
    {
        await using var app = await TestApp.StartAsync();
        app.Jobs.Error = new DocumentProcessingException(category, "some_code", "What is wrong.");

        var response = await app.As("alice").FetchAsync(Job);

        Verified.Matches(Verified.Stable(await response.ProblemAsync(status, "some_code")), $"{status}");
        Assert.Equal(status is 423 or 429 or 503, response.Headers.RetryAfter is not null);
    }

    [Fact]
    public async Task An_error_that_says_when_to_come_again_is_passed_on()
    {
        await using var app = await TestApp.StartAsync();
        app.Jobs.Error = new StateUnavailableException("The state store is away.") { RetryAfter = TimeSpan.FromSeconds(7.2) };

        Assert.Equal(TimeSpan.FromSeconds(8), (await app.As("alice").FetchAsync(Job)).Headers.RetryAfter!.Delta);
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Development")]
    public async Task What_nobody_foresaw_is_500_and_tells_nothing_of_the_inside(string environment)
    {
        await using var app = await TestApp.StartAsync(environment: environment);
        app.Jobs.Error = new InvalidOperationException("connection string: secret");

        var response = await app.As("alice").FetchAsync(Job);

        Verified.Matches(Verified.Stable(await response.ProblemAsync(500, HttpErrorCodes.InternalError)), "500");
        Assert.Contains(app.Logs.Lines, line => line.Contains("connection string", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_route_that_is_not_there_is_404_and_a_wrong_method_405()
    {
        await using var app = await TestApp.StartAsync();

        Verified.Matches(Verified.Stable(await (await app.As("alice").FetchAsync("/api/v1/documents/upload/nowhere/at/all")).ProblemAsync(404, HttpErrorCodes.RouteNotFound)), "route");
        Verified.Matches(Verified.Stable(await (await app.As("alice").FetchAsync("/api/v1/documents/upload/simple")).ProblemAsync(405, HttpErrorCodes.MethodNotAllowed)), "405");
        await (await app.As("alice").FetchAsync("/api/v1/ws/nowhere")).ProblemAsync(404, HttpErrorCodes.RouteNotFound);
    }

    [Fact]
    public async Task A_host_of_its_own_keeps_its_own_errors()
    {
        await using var app = await TestApp.StartAsync();

        var response = await app.As("alice").FetchAsync("/somewhere/else");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task A_missing_a_foreign_and_an_expired_token_are_401()
    {
        await using var app = await TestApp.StartAsync();

        var response = await app.As(null).FetchAsync(Job);
        Verified.Matches(Verified.Stable(await response.ProblemAsync(401, ErrorCodes.Unauthenticated)), "401");
        Assert.NotEmpty(response.Headers.WwwAuthenticate);
        await (await app.WithToken("not.a.token").FetchAsync(Job)).ProblemAsync(401, ErrorCodes.Unauthenticated);
        await (await app.WithToken(Tokens.For("alice", lifetime: TimeSpan.FromMinutes(-5))).FetchAsync(Job)).ProblemAsync(401, ErrorCodes.Unauthenticated);
    }

    [Fact]
    public async Task A_token_that_names_no_user_is_403()
    {
        await using var app = await TestApp.StartAsync();

        await (await app.WithToken(Tokens.For(null)).FetchAsync(Job)).ProblemAsync(403, ErrorCodes.Forbidden);
    }

    [Fact]
    public async Task A_type_that_the_route_does_not_take_is_415()
    {
        await using var app = await TestApp.StartAsync();

        var response = await app.As("alice").PostAsync("/api/v1/documents/upload/initiate", new StringContent("<a/>", Encoding.UTF8, "application/xml"), Token);

        Verified.Matches(Verified.Stable(await response.ProblemAsync(415, HttpErrorCodes.UnsupportedMediaType)), "unsupported_media_type");
    }

    [Fact]
    public async Task Browsers_of_allowed_origins_may_read_the_headers_they_need()
    {
        await using var app = await TestApp.StartAsync(options: options => options.AllowedOrigins.Add("https://app.example"));
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/api/v1/documents/upload/chunk");
        preflight.Headers.Add("Origin", "https://app.example");
        preflight.Headers.Add("Access-Control-Request-Method", "POST");
        preflight.Headers.Add("Access-Control-Request-Headers", "authorization");
        var allowed = await app.As(null).SendAsync(preflight, Token);
        Assert.Equal(HttpStatusCode.NoContent, allowed.StatusCode);
        Assert.Equal(["https://app.example"], allowed.Headers.GetValues("Access-Control-Allow-Origin"));

        var client = app.As("alice");
        client.DefaultRequestHeaders.Add("Origin", "https://app.example");
        var failed = await client.FetchAsync(Job);
        await failed.ProblemAsync(404, ErrorCodes.JobNotFound);
        var exposed = string.Join(',', failed.Headers.GetValues("Access-Control-Expose-Headers"));
        Assert.All(["ETag", "Location", "Retry-After"], header => Assert.Contains(header, exposed));

        client.DefaultRequestHeaders.Remove("Origin");
        client.DefaultRequestHeaders.Add("Origin", "https://evil.example");
        Assert.False((await client.FetchAsync(Job)).Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Without_allowed_origins_no_CORS_header_is_sent()
    {
        await using var app = await TestApp.StartAsync();
        var client = app.As("alice");
        client.DefaultRequestHeaders.Add("Origin", "https://app.example");

        Assert.False((await client.FetchAsync(Job)).Headers.Contains("Access-Control-Allow-Origin"));
    }
}
