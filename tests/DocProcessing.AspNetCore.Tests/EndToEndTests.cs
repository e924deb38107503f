using System.Security.Cryptography;
using System.Text;

namespace DocProcessing.AspNetCore.Tests;

/// <summary>The way of a document over HTTP and sockets, with the real engine, files and SQLite behind.</summary>
public sealed class EndToEndTests : IDisposable
{
    private const string Documents = "/api/v1/documents";

    private readonly string _directory = Directory.CreateTempSubdirectory("docprocessing-web-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_document_goes_from_chunks_to_search_and_is_deleted()
    {
        await using var app = await TestApp.StartRealAsync(_directory);
        var client = app.As("alice");
        var text = string.Join('\n', Enumerable.Range(0, 400_000).Select(line => $"Line {line} tells of the tide."));
        var bytes = Encoding.UTF8.GetBytes("The albatross crosses the southern ocean.\n" + text);

        var session = await (await client.PostAsync($"{Documents}/upload/initiate", new { filename = "birds.txt", file_size = bytes.Length, content_type = "text/plain" })).SucceedsAsync(201);
        var (uploadId, jobId) = (session.GetProperty("upload_id").GetString()!, session.GetProperty("job_id").GetString()!);
        var size = session.GetProperty("chunk_size").GetInt32();
        var total = session.GetProperty("total_parts").GetInt32();
        Assert.True(total > 1);
        using var socket = await app.ConnectAsync("alice");
        await socket.SendAsync(new { type = "subscribe", job_ids = new[] { jobId } });
        await socket.NextAsync("job_progress");

        await (await SendAsync(client, uploadId, total, bytes[((total - 1) * size)..])).SucceedsAsync();
        await (await client.PostAsync($"{Documents}/upload/complete/{uploadId}")).ProblemAsync(409, ErrorCodes.MissingParts);
        await Task.WhenAll(Enumerable.Range(1, total - 1).Select(async part => await (await SendAsync(client, uploadId, part, bytes[((part - 1) * size)..(part * size)])).SucceedsAsync()));
        var again = await (await SendAsync(client, uploadId, 1, bytes[..size])).SucceedsAsync();
        Assert.Equal(100, again.GetProperty("progress").GetDouble());
        var job = await (await client.PostAsync($"{Documents}/upload/complete/{uploadId}")).SucceedsAsync(202);
        await (await client.PostAsync($"{Documents}/upload/complete/{uploadId}")).SucceedsAsync(202);
        await (await SendAsync(client, uploadId, 1, bytes[..size])).ProblemAsync(409, ErrorCodes.UploadCompleted);

        string? status;
        do
        {
            status = (await socket.NextAsync("job_progress")).GetProperty("data").GetProperty("status").GetString();
        }
        while (status is "uploading" or "pending" or "processing");

        Assert.Equal("completed", status);
        var documentId = job.GetProperty("document_id").GetString();
        Assert.Equal(bytes, await client.GetByteArrayAsync($"{Documents}/{documentId}/content", Token));
        Assert.StartsWith("The albatross", await client.GetStringAsync($"{Documents}/{documentId}/text", Token));
        var found = await (await client.FetchAsync($"{Documents}/search?q=albatross")).SucceedsAsync();
        Assert.Contains("<mark>albatross</mark>", found.GetProperty("results")[0].GetProperty("snippet").GetString());
        Assert.Equal(0, (await (await app.As("bob").FetchAsync($"{Documents}/search?q=albatross")).SucceedsAsync()).GetProperty("results").GetArrayLength());
        await (await app.As("bob").FetchAsync($"{Documents}/{documentId}/content")).ProblemAsync(404, ErrorCodes.DocumentNotFound);
        var report = await (await app.As("root", "admin").PostAsync($"{Documents}/processing/consistency?repair=true&checksums=true")).SucceedsAsync();
        Assert.Equal((0, 1), (report.GetProperty("findings").GetArrayLength(), report.GetProperty("records").GetInt32()));
        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync($"{Documents}/{documentId}", Token)).StatusCode);
        await (await client.FetchAsync($"{Documents}/{documentId}")).ProblemAsync(404, ErrorCodes.DocumentNotFound);
        await (await app.As(null).FetchAsync("/health/ready")).SucceedsAsync();
    }

    [Fact]
    public async Task A_bad_document_is_rejected_with_its_reason_and_a_late_client_learns_it()
    {
        await using var app = await TestApp.StartRealAsync(_directory);
        var client = app.As("alice");
        var answer = await (await client.PostAsync($"{Documents}/upload/simple", Http.Form(("file", "no pdf at all"u8.ToArray())), Token)).SucceedsAsync(202);
        var jobId = answer.GetProperty("job_id").GetString();

        var events = await client.GetStringAsync($"{Documents}/jobs/{jobId}/events", Token);
        Assert.Contains("\"status\":\"rejected\"", events);
        using var socket = await app.ConnectAsync("alice", "progress");
        await socket.SendAsync(new { type = "subscribe", job_ids = new[] { jobId } });
        Assert.Equal("rejected", (await socket.NextAsync("job_progress")).GetProperty("data").GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_cancelled_upload_is_gone()
    {
        await using var app = await TestApp.StartRealAsync(_directory);
        var client = app.As("alice");
        var session = await (await client.PostAsync($"{Documents}/upload/initiate", new { filename = "a.txt", file_size = 10, content_type = "text/plain" })).SucceedsAsync(201);
        var uploadId = session.GetProperty("upload_id").GetString()!;

        await (await client.DeleteAsync($"{Documents}/upload/cancel/{uploadId}", Token)).SucceedsAsync();

        await (await SendAsync(client, uploadId, 1, new byte[10])).ProblemAsync(410, ErrorCodes.UploadCancelled);
        var job = await (await client.FetchAsync($"{Documents}/jobs/{session.GetProperty("job_id").GetString()}")).SucceedsAsync();
        Assert.Equal("cancelled", job.GetProperty("status").GetString());
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, string uploadId, int part, byte[] bytes) => client.PostAsync(
        $"{Documents}/upload/chunk",
        Http.Form(("upload_id", uploadId), ("part_number", part), ("chunk_hash", Convert.ToHexStringLower(MD5.HashData(bytes))), ("chunk_file", bytes)),
        Token);
}
