using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;

namespace DocProcessing.AspNetCore.Tests.Page;

/// <summary>How the page is served. What it does is tested in a browser.</summary>
public sealed partial class PageTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_and_all_that_it_names_are_served_with_their_types_and_without_a_token()
    {
        await using var app = await StartAsync();
        var client = app.As(null);
        var names = Assets().Matches(await ReadAsync(client, "/", "text/html")).Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.Contains("page/app.js", names);

        // Modules name others: follow them all.
        var seen = new HashSet<string>();
        var waiting = new Queue<string>(names.Select(name => "/" + name));
        while (waiting.TryDequeue(out var path))
        {
            if (seen.Add(path))
            {
                var type = Path.GetExtension(path) switch { ".js" => "text/javascript", ".css" => "text/css", _ => "image/svg+xml" };
                var text = await ReadAsync(client, path, type);
                foreach (Match import in type == "text/javascript" ? Imports().Matches(text) : Enumerable.Empty<Match>())
                {
                    waiting.Enqueue(new Uri(new Uri(app.Address, path), import.Groups[1].Value).AbsolutePath);
                }
            }
        }

        Assert.Contains("/page/client/docprocessing-client.js", seen);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/page/app.js")]
    [InlineData("/page/settings.json")]
    public async Task A_browser_may_do_nothing_with_it_but_run_its_own_files(string path)
    {
        await using var app = await StartAsync();

        using var answer = await app.As(null).FetchAsync(path);

        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; worker-src 'self'; ", policy, StringComparison.Ordinal);
        Assert.Contains($"connect-src 'self' ws://{app.Address.Authority} wss://{app.Address.Authority}; ", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("DENY", answer.Headers.GetValues("X-Frame-Options").Single());
        Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
    }

    [Theory]
    [InlineData("evil;script-src")]
    [InlineData("evil,other")]
    [InlineData("*.evil")]
    [InlineData("evil'none'")]
    public async Task No_host_header_gets_anything_into_the_policy(string name)
    {
        await using var app = await StartAsync();

        // Kestrel refuses some of them itself. HttpClient would not even send them.
        using var socket = new TcpClient();
        await socket.ConnectAsync(app.Address.Host, app.Address.Port, Cancelled);
        await socket.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n"), Cancelled);
        using var reader = new StreamReader(socket.GetStream());
        var answer = await reader.ReadToEndAsync(Cancelled);

        Assert.StartsWith("HTTP/1.1 ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_sockets_own_port_may_be_called()
    {
        await using var app = await StartAsync(configuration: ("WEBSOCKET_PORT", "4711"));

        using var answer = await app.As(null).FetchAsync("/");

        Assert.Contains($"ws://{app.Address.Host}:4711 ", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_browser_has_is_not_sent_again()
    {
        await using var app = await StartAsync();
        var client = app.As(null);
        using var first = await client.FetchAsync("/page/app.js");
        Assert.True(first.Headers.CacheControl!.NoCache);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/page/app.js");
        request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Parse(first.Headers.ETag!.Tag));

        using var second = await client.SendAsync(request, Cancelled);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Empty(await second.Content.ReadAsByteArrayAsync(Cancelled));
    }

    [Fact]
    public async Task The_host_tells_whom_a_token_is_for()
    {
        await using var app = await StartAsync();

        var caller = await (await app.As("olga", "operator").FetchAsync("/page/caller.json")).SucceedsAsync();

        Assert.Equal(("olga", "operator"), (caller.GetProperty("user").GetString(), caller.GetProperty("role").GetString()));
        await (await app.As(null).FetchAsync("/page/caller.json")).ProblemAsync(401, ErrorCodes.Unauthenticated);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("dev/token")]
    public async Task A_token_is_offered_only_where_the_host_says_so(string? endpoint)
    {
        await using var app = await StartAsync(endpoint);

        var settings = await (await app.As(null).FetchAsync("/page/settings.json")).SucceedsAsync();

        Assert.Equal(endpoint, settings.TryGetProperty("token_endpoint", out var offered) ? offered.GetString() : null);
    }

    [Fact]
    public async Task A_page_below_a_path_is_asked_for_with_a_slash_since_it_names_its_files_from_there()
    {
        await using var app = await TestApp.StartAsync(app: host => host.MapGroup("/desk").MapDocumentProcessingPage());
        var client = app.As(null);

        using var answer = await client.FetchAsync("/desk");

        Assert.Equal((HttpStatusCode.Redirect, "/desk/"), (answer.StatusCode, answer.Headers.Location?.OriginalString));
        Assert.Contains("page/app.js", await ReadAsync(client, "/desk/", "text/html"), StringComparison.Ordinal);
        await ReadAsync(client, "/desk/page/app.js", "text/javascript");
    }

    [Fact]
    public async Task A_node_that_only_works_on_jobs_has_no_page()
    {
        await using var app = await TestApp.StartAsync(
            services => services.Configure<JobOptions>(jobs => jobs.Role = NodeRole.Worker),
            app: host => host.MapDocumentProcessingPage());

        using var answer = await app.As(null).FetchAsync("/");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData(typeof(ErrorCodes))]
    [InlineData(typeof(HttpErrorCodes))]
    [InlineData(typeof(RejectionReasons))]
    public async Task Every_error_has_its_plain_words(Type codes)
    {
        await using var app = await StartAsync();
        var texts = await ReadAsync(app.As(null), "/page/shared/error-texts.js", "text/javascript");

        var missing = codes.GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!)
            .Where(code => !texts.Contains($"\n  {code}: [\"", StringComparison.Ordinal));

        Assert.Empty(missing);
    }

    private static Task<TestApp> StartAsync(string? tokenEndpoint = null, params (string Name, string Value)[] configuration) =>
        TestApp.StartAsync(app: host => host.MapDocumentProcessingPage(tokenEndpoint), configuration: configuration);

    private static async Task<string> ReadAsync(HttpClient client, string path, string type)
    {
        using var answer = await client.FetchAsync(path);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path}: {answer.StatusCode}");
        Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
        Assert.NotNull(answer.Headers.ETag);
        return await answer.Content.ReadAsStringAsync(Cancelled);
    }

    [GeneratedRegex("(?:href|src)=\"(page/[^\"]+)\"")]
    private static partial Regex Assets();

    [GeneratedRegex("^import .* from \"([^\"]+)\";", RegexOptions.Multiline)]
    private static partial Regex Imports();
}
