using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using DocProcessing.EndToEnd.Hosting;

namespace DocProcessing.EndToEnd.Client;

/// <summary>One user's calls, by the contract and nothing else.</summary>
internal sealed class ApiClient(Func<Uri> address, string user, string? token) : IDisposable
{
    private const string Root = "/api/v1/documents";

    private readonly HostProcess? _host;
    private readonly HttpClient _http = new(new SocketsHttpHandler { PooledConnectionIdleTimeout = TimeSpan.FromSeconds(2) }) { Timeout = TimeSpan.FromMinutes(5) };

    /// <summary>Makes a client that follows a host which is started again at another address.</summary>
    public ApiClient(HostProcess host, string user, string? token)
        : this(() => host.Address, user, token) => _host = host;

    public string User => user;

    public string? Token { get; private set; } = token;

    public HostProcess Host => _host ?? throw new InvalidOperationException("The client knows an address, not a host.");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Signs in through the development token endpoint.</summary>
    public static async Task<ApiClient> SignInAsync(HostProcess host, string user, string role = "user") =>
        new(host, user, await Tokens.IssueAsync(host.Address, user, role));

    public static async Task<ApiClient> SignInAsync(Uri address, string user, string role = "user") =>
        new(() => address, user, await Tokens.IssueAsync(address, user, role));

    public void Dispose() => _http.Dispose();

    public async Task<ApiAnswer> SendAsync(HttpMethod method, string path, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(address(), path)) { Content = content };
        if (Token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _http.SendAsync(request, Cancelled);
        var bytes = await response.Content.ReadAsByteArrayAsync(Cancelled);
        return new ApiAnswer((int)response.StatusCode, bytes, response.Content.Headers.ContentType?.MediaType, response.Headers);
    }

    public Task<ApiAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, Root + path);

    public Task<ApiAnswer> InitiateAsync(string fileName, long size, string? contentType = null, string? idempotencyKey = null, string priority = "normal", object? options = null) =>
        SendAsync(
            HttpMethod.Post,
            $"{Root}/upload/initiate",
            JsonContent.Create(new { filename = fileName, file_size = size, content_type = contentType, priority, processing_options = options }),
            idempotencyKey is null ? [] : [("Idempotency-Key", idempotencyKey)]);

    public Task<ApiAnswer> SendChunkAsync(string uploadId, int part, byte[] bytes, string? hash, int? totalParts = null) =>
        SendChunkAsync(uploadId, part, new ByteArrayContent(bytes), hash, totalParts);

    public async Task<ApiAnswer> SendChunkAsync(string uploadId, int part, HttpContent bytes, string? hash, int? totalParts = null)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent(uploadId), "upload_id" },
            { new StringContent(part.ToString(CultureInfo.InvariantCulture)), "part_number" },
        };
        if (totalParts is { } total)
        {
            form.Add(new StringContent(total.ToString(CultureInfo.InvariantCulture)), "total_parts");
        }

        if (hash is not null)
        {
            form.Add(new StringContent(hash), "chunk_hash");
        }

        form.Add(bytes, "chunk_file", "chunk");
        return await SendAsync(HttpMethod.Post, $"{Root}/upload/chunk", form);
    }

    public Task<ApiAnswer> CompleteAsync(string uploadId) => SendAsync(HttpMethod.Post, $"{Root}/upload/complete/{uploadId}");

    public Task<ApiAnswer> UploadStatusAsync(string uploadId) => GetAsync($"/upload/status/{uploadId}");

    public Task<ApiAnswer> CancelUploadAsync(string uploadId) => SendAsync(HttpMethod.Delete, $"{Root}/upload/cancel/{uploadId}");

    public async Task<ApiAnswer> UploadSimpleAsync(string fileName, byte[] bytes, string? contentType = null, string priority = "normal")
    {
        using var form = new MultipartFormDataContent { { new StringContent(priority), "priority" } };
        var file = new ByteArrayContent(bytes);
        if (contentType is not null)
        {
            file.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        }

        form.Add(file, "file", fileName);
        return await SendAsync(HttpMethod.Post, $"{Root}/upload/simple", form);
    }

    /// <summary>Uploads a document in chunks, each with its hash: MD5 for odd parts, SHA-256 for even ones.</summary>
    /// <returns>The answer of complete.</returns>
    public async Task<ApiAnswer> UploadInChunksAsync(string fileName, byte[] bytes, string? contentType = null, string priority = "normal")
    {
        var session = (await InitiateAsync(fileName, bytes.Length, contentType, priority: priority)).Require(201);
        var (uploadId, size, total) = (session.Text("upload_id"), session["chunk_size"].GetInt32(), session["total_parts"].GetInt32());
        for (var part = 1; part <= total; part++)
        {
            var chunk = Chunk(bytes, size, part);
            (await SendChunkAsync(uploadId, part, chunk, part % 2 == 1 ? Md5(chunk) : Sha256(chunk), total)).Require(200);
        }

        return (await CompleteAsync(uploadId)).Require(202);
    }

    public Task<ApiAnswer> JobAsync(string jobId) => GetAsync($"/jobs/{jobId}");

    public Task<ApiAnswer> CancelJobAsync(string jobId) => SendAsync(HttpMethod.Post, $"{Root}/jobs/{jobId}/cancel");

    public Task<ApiAnswer> DeleteDocumentAsync(string documentId) => SendAsync(HttpMethod.Delete, $"{Root}/{documentId}");

    public Task<ApiAnswer> ContentAsync(string documentId, string? range = null) =>
        SendAsync(HttpMethod.Get, $"{Root}/{documentId}/content", null, range is null ? [] : [("Range", range)]);

    public async Task<IReadOnlyList<JsonElement>> SearchAsync(string text) =>
        [.. (await GetAsync($"/search?limit=100&q={Uri.EscapeDataString(text)}")).Require(200)["results"].EnumerateArray()];

    /// <summary>Reads the whole history of a job.</summary>
    public async Task<IReadOnlyList<JsonElement>> HistoryAsync(string jobId)
    {
        var events = new List<JsonElement>();
        while (true)
        {
            var after = events.Count == 0 ? 0 : events[^1].GetProperty("sequence").GetInt64();
            var page = (await GetAsync($"/jobs/{jobId}/history?limit=500&after={after}")).Require(200)["events"].EnumerateArray().ToList();
            events.AddRange(page);
            if (page.Count < 500)
            {
                return events;
            }
        }
    }

    /// <summary>Lists all of the user's jobs.</summary>
    public async Task<IReadOnlyList<JsonElement>> JobsAsync(string? status = null)
    {
        var jobs = new List<JsonElement>();
        string? cursor = null;
        do
        {
            var page = (await GetAsync($"/jobs?limit=200{(status is null ? string.Empty : $"&status={status}")}{(cursor is null ? string.Empty : $"&cursor={cursor}")}")).Require(200);
            jobs.AddRange(page["jobs"].EnumerateArray());
            cursor = page.Json.TryGetProperty("next_cursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);
        return jobs;
    }

    /// <summary>Asks for a job until it is as wanted.</summary>
    public async Task<ApiAnswer> WaitForJobAsync(string jobId, Func<ApiAnswer, bool> wanted, TimeSpan? timeout = null)
    {
        var deadline = DateTime.UtcNow + (timeout ?? TimeSpan.FromSeconds(60));
        while (true)
        {
            var job = (await JobAsync(jobId)).Require(200);
            if (wanted(job))
            {
                return job;
            }

            Assert.True(DateTime.UtcNow < deadline, $"The job did not get as far as wanted in time: {job}");
            await Task.Delay(30, Cancelled);
        }
    }

    public Task<ApiAnswer> WaitForEndAsync(string jobId, TimeSpan? timeout = null) =>
        WaitForJobAsync(jobId, job => JobStates.IsTerminal(job.Text("status")), timeout);

    public Task<ProgressSocket> OpenSocketAsync() => ProgressSocket.OpenAsync(address(), Token);

    public static byte[] Chunk(byte[] bytes, int size, int part) => bytes.AsSpan((part - 1) * size, Math.Min(size, bytes.Length - ((part - 1) * size))).ToArray();

    // Not for safety: the contract takes MD5 since web clients have it.
#pragma warning disable CA5351
    public static string Md5(byte[] bytes) => Convert.ToHexStringLower(MD5.HashData(bytes));
#pragma warning restore CA5351

    public static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
