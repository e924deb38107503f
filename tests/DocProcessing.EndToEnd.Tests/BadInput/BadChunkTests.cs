using DocProcessing.EndToEnd.Client;
using DocProcessing.EndToEnd.Hosting;

namespace DocProcessing.EndToEnd.BadInput;

/// <summary>Chunks that are not what they should be.</summary>
public sealed class BadChunkTests(SharedHost shared) : BadInputTest(shared)
{
    private const string AbsentUpload = "019000000000700080000000000000ff";

    [Theory(Timeout = 60_000)]
    [InlineData("00000000000000000000000000000000")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task A_chunk_with_the_wrong_hash_is_not_recorded(string hash)
    {
        var user = await NewUserAsync();
        var (uploadId, _, bytes) = await StartUploadAsync(user);

        (await user.SendChunkAsync(uploadId, 1, ApiClient.Chunk(bytes, PartSize, 1), hash)).RequireProblem(422, "checksum_mismatch");

        await RequireReceivedAsync(user, uploadId);
        await RequireUnharmedAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_wrong_hash_leaves_the_recorded_part_as_it_was()
    {
        var user = await NewUserAsync();
        var (uploadId, jobId, bytes) = await StartUploadAsync(user, parts: 1);
        (await user.SendChunkAsync(uploadId, 1, bytes, ApiClient.Md5(bytes))).Require(200);

        var other = bytes.Select(value => (byte)(value ^ 1)).ToArray();
        (await user.SendChunkAsync(uploadId, 1, other, ApiClient.Md5(bytes))).RequireProblem(422, "checksum_mismatch");

        var accepted = (await user.CompleteAsync(uploadId)).Require(202);
        await user.WaitForEndAsync(jobId);
        Assert.Equal(bytes, (await user.ContentAsync(accepted.Text("document_id"))).Bytes);
    }

    [Theory(Timeout = 60_000)]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(-PartSize)]
    [InlineData(3 * PartSize)]
    public async Task A_chunk_of_the_wrong_length_is_not_recorded(int difference)
    {
        var user = await NewUserAsync();
        var (uploadId, _, _) = await StartUploadAsync(user);
        var chunk = new byte[PartSize + difference];

        (await user.SendChunkAsync(uploadId, 1, chunk, ApiClient.Md5(chunk))).RequireProblem(422, "part_length_mismatch");

        await RequireReceivedAsync(user, uploadId);
        await RequireUnharmedAsync();
    }

    [Theory(Timeout = 60_000)]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(int.MaxValue)]
    public async Task A_part_number_out_of_range_is_refused(int part)
    {
        var user = await NewUserAsync();
        var (uploadId, _, bytes) = await StartUploadAsync(user);

        (await user.SendChunkAsync(uploadId, part, ApiClient.Chunk(bytes, PartSize, 1), null)).RequireProblem(422, "part_out_of_range");

        await RequireReceivedAsync(user, uploadId);
        await RequireUnharmedAsync();
    }

    [Theory(Timeout = 60_000)]
    [InlineData("-1")]
    [InlineData("one")]
    [InlineData("99999999999999999999")]
    public async Task A_part_number_that_is_none_is_a_bad_request(string part)
    {
        var user = await NewUserAsync();
        var (uploadId, _, bytes) = await StartUploadAsync(user);
        using var form = new MultipartFormDataContent
        {
            { new StringContent(uploadId), "upload_id" },
            { new StringContent(part), "part_number" },
            { new ByteArrayContent(bytes[..PartSize]), "chunk_file", "chunk" },
        };

        (await user.SendAsync(HttpMethod.Post, "/api/v1/documents/upload/chunk", form)).RequireProblem(400, "invalid_request");

        await RequireUnharmedAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_chunk_of_an_unknown_upload_is_not_found()
    {
        var user = await NewUserAsync();
        (await user.SendChunkAsync(AbsentUpload, 1, new byte[10], null)).RequireProblem(404, "upload_not_found");
        (await user.SendChunkAsync("../../etc/passwd", 1, new byte[10], null)).RequireProblem(404, "upload_not_found");
        (await user.CompleteAsync(AbsentUpload)).RequireProblem(404, "upload_not_found");
        (await user.UploadStatusAsync(AbsentUpload)).RequireProblem(404, "upload_not_found");
        await RequireUnharmedAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task Another_users_upload_is_not_found()
    {
        var (owner, thief) = (await NewUserAsync(), await NewUserAsync());
        var (uploadId, _, bytes) = await StartUploadAsync(owner, parts: 1);

        (await thief.SendChunkAsync(uploadId, 1, bytes, null)).RequireProblem(404, "upload_not_found");
        (await thief.UploadStatusAsync(uploadId)).RequireProblem(404, "upload_not_found");
        (await thief.CompleteAsync(uploadId)).RequireProblem(404, "upload_not_found");
        (await thief.CancelUploadAsync(uploadId)).RequireProblem(404, "upload_not_found");

        Assert.Empty((await thief.GetAsync("/upload/active")).Require(200)["uploads"].EnumerateArray());
        await RequireReceivedAsync(owner, uploadId);
        await RequireUnharmedAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_cancelled_upload_is_gone()
    {
        var user = await NewUserAsync();
        var (uploadId, jobId, bytes) = await StartUploadAsync(user);
        (await user.SendChunkAsync(uploadId, 1, ApiClient.Chunk(bytes, PartSize, 1), null)).Require(200);

        (await user.CancelUploadAsync(uploadId)).Require(200);

        (await user.SendChunkAsync(uploadId, 2, ApiClient.Chunk(bytes, PartSize, 2), null)).RequireProblem(410, "upload_cancelled");
        (await user.CompleteAsync(uploadId)).RequireProblem(410, "upload_cancelled");
        Assert.Equal("cancelled", (await user.JobAsync(jobId)).Text("status"));
        await RequireUnharmedAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task Completing_with_a_part_missing_names_it()
    {
        var user = await NewUserAsync();
        var (uploadId, jobId, bytes) = await StartUploadAsync(user);
        (await user.SendChunkAsync(uploadId, 2, ApiClient.Chunk(bytes, PartSize, 2), null)).Require(200);

        var problem = (await user.CompleteAsync(uploadId)).RequireProblem(409, "missing_parts");

        Assert.Equal([1, 3], problem["missing_parts"].EnumerateArray().Select(part => part.GetInt32()));
        Assert.Equal("uploading", (await user.JobAsync(jobId)).Text("status"));
        await RequireUnharmedAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task Completing_twice_and_at_the_same_time_submits_one_job()
    {
        var user = await NewUserAsync();
        var (uploadId, jobId, bytes) = await StartUploadAsync(user, parts: 1);
        (await user.SendChunkAsync(uploadId, 1, bytes, null)).Require(200);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => user.CompleteAsync(uploadId)));
        answers = [.. answers, await user.CompleteAsync(uploadId)];

        Assert.All(answers, answer => Assert.Equal(jobId, answer.Require(202).Text("job_id")));
        await user.WaitForEndAsync(jobId);
        var history = await user.HistoryAsync(jobId);
        Assert.Single(history, progress => progress.GetProperty("status").GetString() == "pending");
        (await user.SendChunkAsync(uploadId, 1, bytes, null)).RequireProblem(409, "upload_completed");
        await RequireUnharmedAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_form_field_of_10_MB_is_refused()
    {
        var user = await NewUserAsync();
        var (uploadId, _, bytes) = await StartUploadAsync(user);
        using var form = new MultipartFormDataContent
        {
            { new StringContent(uploadId), "upload_id" },
            { new StringContent(new string('x', 10 << 20)), "note" },
            { new StringContent("1"), "part_number" },
            { new ByteArrayContent(bytes[..PartSize]), "chunk_file", "chunk" },
        };

        var answer = (await user.SendAsync(HttpMethod.Post, "/api/v1/documents/upload/chunk", form)).Require(413);

        Assert.Contains(answer.Code, new[] { "field_too_large", "request_too_large" });
        await RequireReceivedAsync(user, uploadId);
        await RequireUnharmedAsync();
    }
}
