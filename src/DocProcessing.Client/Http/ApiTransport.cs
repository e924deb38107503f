using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace DocProcessing.Client.Http;

/// <summary>Sends requests with the token, watches that bytes move, and turns what goes wrong into one kind of error.</summary>
internal sealed class ApiTransport : IDisposable
{
    public const string Documents = "api/v1/documents";

    private readonly AccessTokens _tokens;

    public ApiTransport(HttpClient http, DocumentProcessingClientOptions options, TimeProvider clock)
    {
        (Http, Options, Clock) = (http, options, clock);
        var address = options.BaseAddress!.AbsoluteUri;
        Root = new Uri(address.EndsWith('/') ? address : address + "/");
        Retries = new Retries(options, clock);
        _tokens = new AccessTokens(options.AccessToken);
    }

    public HttpClient Http { get; }

    public DocumentProcessingClientOptions Options { get; }

    public TimeProvider Clock { get; }

    public Uri Root { get; }

    public Retries Retries { get; }

    /// <summary>Gets the token to send.</summary>
    public ValueTask<string?> TokenAsync(string? refused, CancellationToken cancellationToken) => _tokens.GetAsync(refused, cancellationToken);

    public HttpRequestMessage Request(HttpMethod method, string path) => new(method, new Uri(Root, path));

    /// <summary>Makes a request whose repetition has another answer.</summary>
    /// <remarks>Its empty body counts: one without is sent again by the handler itself when a connection ends before its answer, and nobody is told.</remarks>
    public HttpRequestMessage RequestOnce(HttpMethod method, string path)
    {
        var request = Request(method, path);
        request.Content = new ByteArrayContent([]);
        return request;
    }

    public Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(() => Request(HttpMethod.Get, path), type, cancellationToken);

    /// <summary>Makes a call that may be repeated, and repeats it while that may help.</summary>
    public Task<T> SendAsync<T>(Func<HttpRequestMessage> make, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        Retries.RunAsync((_, token) => SendOnceAsync(make, type, token), cancellationToken);

    /// <summary>Makes a call once, but for a token that must be refreshed.</summary>
    public async Task<T> SendOnceAsync<T>(Func<HttpRequestMessage> make, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var watch = new StallWatch(Options.StallTimeout, Clock, cancellationToken);
        return await SendOnceAsync(make, type, watch, cancellationToken);
    }

    /// <summary>Makes a call once; what it is made of can tell the watch that bytes move.</summary>
    public Task<T> SendOnceAsync<T>(Func<HttpRequestMessage> make, JsonTypeInfo<T> type, StallWatch watch, CancellationToken cancellationToken) =>
        SendOnceAsync(make, watch, (content, token) => ReadJsonAsync(content, type, token), cancellationToken);

    public Task<T> SendOnceAsync<T>(
        Func<HttpRequestMessage> make, StallWatch watch, Func<HttpContent, CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        GuardAsync(
            async () =>
            {
                using var response = await OpenAsync(make, watch.Token);
                watch.Touch();
                return await read(response.Content, watch.Token);
            },
            cancellationToken);

    /// <summary>Sends a request and passes a good answer on as soon as its headers are there.</summary>
    public async Task<HttpResponseMessage> OpenAsync(Func<HttpRequestMessage> make, CancellationToken cancellationToken)
    {
        var token = await TokenAsync(null, cancellationToken);
        var response = await SendAsync(make, token, cancellationToken);
        if (response.StatusCode == HttpStatusCode.Unauthorized && token is not null)
        {
            response.Dispose();
            response = await SendAsync(make, await TokenAsync(token, cancellationToken), cancellationToken);
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await Problems.OfAsync(response, Clock, cancellationToken);
        }
    }

    /// <summary>Runs what talks to the host. All that the network does wrong comes out as one error.</summary>
    public static async Task<T> GuardAsync<T>(Func<Task<T>> action, CancellationToken cancellationToken)
    {
        try
        {
            return await action();
        }
        catch (Exception exception) when (IsOfTheNetwork(exception) && !cancellationToken.IsCancellationRequested)
        {
            throw Problems.Unreachable(exception is OperationCanceledException ? new TimeoutException("No byte has moved for too long.", exception) : exception);
        }
    }

    public void Dispose() => _tokens.Dispose();

    private static bool IsOfTheNetwork(Exception exception) =>
        exception is HttpRequestException or IOException or TimeoutException or OperationCanceledException or System.Net.WebSockets.WebSocketException;

    private static async Task<T> ReadJsonAsync<T>(HttpContent content, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = await content.ReadAsStreamAsync(cancellationToken);
            return await JsonSerializer.DeserializeAsync(stream, type, cancellationToken) ?? throw Problems.NotUnderstood(null, null);
        }
        catch (JsonException exception)
        {
            throw Problems.NotUnderstood(null, exception);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> make, string? token, CancellationToken cancellationToken)
    {
        using var request = make();
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }
}
