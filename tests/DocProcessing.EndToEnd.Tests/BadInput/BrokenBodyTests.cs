using System.Text;
using DocProcessing.EndToEnd.Client;
using DocProcessing.EndToEnd.Hosting;

namespace DocProcessing.EndToEnd.BadInput;

/// <summary>Bodies that break off or are not what their head says.</summary>
public sealed class BrokenBodyTests(SharedHost shared) : BadInputTest(shared)
{
    private const string Chunk = "/api/v1/documents/upload/chunk";
    private const string Boundary = "multipart/form-data; boundary=xyz";

    [Theory(Timeout = 60_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_chunk_that_breaks_off_is_not_recorded(bool tellsLengthTruly)
    {
        var user = await NewUserAsync();
        var (uploadId, _, bytes) = await StartUploadAsync(user);
        var start = FormStart(uploadId, 1);
        var half = bytes[..(PartSize / 2)];

        // Either the connection ends in the middle of the announced body, or the body ends in the middle of the form.
        using var request = await RawRequest.PostAsync(user, Chunk, Boundary, start.Length + (tellsLengthTruly ? half.Length : PartSize + 20));
        await request.SendAsync(start);
        await request.SendAsync(half);
        var (status, body) = tellsLengthTruly ? await request.ReadAnswerAsync() : await request.EndAsync();

        // A client that has gone away is told nothing.
        Assert.Contains(status, tellsLengthTruly ? [400] : new[] { 0, 400 });
        Assert.True(status == 0 || body.Contains("\"code\":\"request_incomplete\"", StringComparison.Ordinal), body);
        await RequireReceivedAsync(user, uploadId);
        (await user.SendChunkAsync(uploadId, 1, ApiClient.Chunk(bytes, PartSize, 1), null)).Require(200);
        await RequireUnharmedAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_simple_upload_that_breaks_off_leaves_nothing()
    {
        var user = await NewUserAsync();
        var start = Encoding.UTF8.GetBytes("--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"half.txt\"\r\nContent-Type: text/plain\r\n\r\nhalf a let");

        using var request = await RawRequest.PostAsync(user, "/api/v1/documents/upload/simple", Boundary, start.Length);
        await request.SendAsync(start);
        var (status, body) = await request.ReadAnswerAsync();

        Assert.True(status == 400 && body.Contains("\"code\":\"request_incomplete\"", StringComparison.Ordinal), $"{status} {body}");
        Assert.DoesNotContain(await user.JobsAsync(), job => job.GetProperty("status").GetString() is not ("cancelled" or "expired"));
        await RequireUnharmedAsync();
    }

    [Theory(Timeout = 60_000)]
    [InlineData("text/plain", 415)]
    [InlineData("multipart/form-data", 400)]
    public async Task A_chunk_that_is_no_form_is_refused(string contentType, int status)
    {
        var user = await NewUserAsync();
        using var request = await RawRequest.PostAsync(user, Chunk, contentType, 5);
        await request.SendAsync("hello");
        Assert.Equal(status, (await request.ReadAnswerAsync()).Status);
        await RequireUnharmedAsync();
    }

    [Theory(Timeout = 60_000)]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"filename\": 5}")]
    [InlineData("{\"filename\": \"a.txt\", \"file_size\": \"ten\"}")]
    [InlineData("{\"filename\": \"a.txt\", \"file_size\": 10, \"priority\": \"urgent\"}")]
    [InlineData("{\"filename\": \"a.txt\", \"file_size\": 10, \"processing_options\": [1]}")]
    public async Task An_initiate_that_is_not_understood_is_a_bad_request(string json)
    {
        var user = await NewUserAsync();
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        (await user.SendAsync(HttpMethod.Post, "/api/v1/documents/upload/initiate", body)).RequireProblem(400, "invalid_request");
        await RequireUnharmedAsync();
    }

    private static byte[] FormStart(string uploadId, int part) => Encoding.UTF8.GetBytes(
        $"--xyz\r\nContent-Disposition: form-data; name=\"upload_id\"\r\n\r\n{uploadId}\r\n" +
        $"--xyz\r\nContent-Disposition: form-data; name=\"part_number\"\r\n\r\n{part}\r\n" +
        "--xyz\r\nContent-Disposition: form-data; name=\"chunk_file\"; filename=\"chunk\"\r\nContent-Type: application/octet-stream\r\n\r\n");
}
