using System.Globalization;
using System.Net;
using System.Text.Json;
using DocProcessing.EndToEnd.Client;
using DocProcessing.EndToEnd.Documents;
using DocProcessing.EndToEnd.Hosting;

namespace DocProcessing.EndToEnd;

/// <summary>Slow clients, clients in each other's way, and clients that come late or again.</summary>
public sealed class SlowNetworkTests(SharedHost shared) : SharedHostTest(shared)
{
    private const int PartSize = 65536;

    [Fact(Timeout = 90_000)]
    public async Task A_chunk_that_trickles_in_is_taken()
    {
        var user = await NewUserAsync();
        var bytes = Prose.Bytes(1, PartSize)[..PartSize];
        var uploadId = (await user.InitiateAsync("slow.txt", bytes.Length, "text/plain")).Require(201).Text("upload_id");

        using var slow = new TrickleContent(bytes, pieces: 64, TimeSpan.FromMilliseconds(100));
        (await user.SendChunkAsync(uploadId, 1, slow, ApiClient.Md5(bytes))).Require(200);

        var accepted = (await user.CompleteAsync(uploadId)).Require(202);
        await user.WaitForEndAsync(accepted.Text("job_id"));
        Assert.Equal(bytes, (await user.ContentAsync(accepted.Text("document_id"))).Bytes);
    }

    [Fact(Timeout = 90_000)]
    public async Task Of_two_clients_that_send_the_same_part_at_once_neither_harms_the_other()
    {
        var user = await NewUserAsync();
        var (first, second) = (Prose.Bytes(1, PartSize)[..PartSize], Prose.Bytes(2, PartSize)[..PartSize]);
        var uploadId = (await user.InitiateAsync("twice.txt", PartSize, "text/plain")).Require(201).Text("upload_id");
        using var slow = new TrickleContent(first, pieces: 20, TimeSpan.FromMilliseconds(50));

        var slowly = user.SendChunkAsync(uploadId, 1, slow, ApiClient.Sha256(first));
        await slow.Started;
        var quickly = await user.SendChunkAsync(uploadId, 1, second, ApiClient.Sha256(second));
        var last = await slowly;

        Assert.Contains(quickly.Status, new[] { 200, 423 });
        if (quickly.Status == 423)
        {
            Assert.Equal("part_busy", quickly.Code);
            Assert.NotNull(quickly.Headers.RetryAfter);
        }

        last.Require(200);
        var accepted = (await user.CompleteAsync(uploadId)).Require(202);
        await user.WaitForEndAsync(accepted.Text("job_id"));
        Assert.Equal(first, (await user.ContentAsync(accepted.Text("document_id"))).Bytes);
    }

    [Fact(Timeout = 90_000)]
    public async Task A_part_is_free_again_once_its_sender_has_gone_away()
    {
        var user = await NewUserAsync();
        var bytes = Prose.Bytes(1, PartSize)[..PartSize];
        var uploadId = (await user.InitiateAsync("gone.txt", PartSize, "text/plain")).Require(201).Text("upload_id");
        using (await HoldPartAsync(user, uploadId, bytes))
        {
            // Now it goes away, in the middle of the part.
        }

        ApiAnswer answer;
        do
        {
            answer = await user.SendChunkAsync(uploadId, 1, bytes, ApiClient.Md5(bytes));
        }
        while (answer.Status == 423);
        answer.Require(200);
    }

    [Fact(Timeout = 90_000)]
    public async Task A_client_that_connects_after_the_end_is_told_the_end_at_once()
    {
        var user = await NewUserAsync();
        var jobId = (await user.UploadSimpleAsync("early.txt", Prose.Bytes(1, 1000), "text/plain")).Require(202).Text("job_id");
        await user.WaitForEndAsync(jobId);

        await using var socket = await user.OpenSocketAsync();
        await socket.SubscribeAsync(jobId);

        var first = await socket.WaitAsync(message => ProgressSocket.IsProgress(message, jobId), TimeSpan.FromSeconds(5));
        Assert.Equal("completed", ProgressSocket.StatusOf(first));
        Assert.Equal(100, first.GetProperty("data").GetProperty("progress").GetDouble());
    }

    [Fact(Timeout = 90_000)]
    public async Task A_client_that_comes_back_with_since_misses_nothing()
    {
        var user = await NewUserAsync();
        var bytes = Prose.Bytes(1, 3 << 20);
        var jobId = (await user.UploadSimpleAsync("long.txt", bytes, "text/plain")).Require(202).Text("job_id");
        var seen = new SortedDictionary<long, string>();
        var status = string.Empty;
        while (!JobStates.IsTerminal(status))
        {
            await using var socket = await user.OpenSocketAsync();
            await socket.SubscribeAsync(jobId, since: seen.Count == 0 ? 0 : seen.Keys.Max());
            var news = await socket.WaitAsync(message => ProgressSocket.IsProgress(message, jobId) && !seen.ContainsKey(SequenceOf(message)), TimeSpan.FromSeconds(30));
            status = ProgressSocket.StatusOf(news);
            foreach (var progress in socket.ProgressOf(jobId))
            {
                seen.TryAdd(progress.GetProperty("sequence").GetInt64(), progress.GetProperty("status").GetString()!);
                status = progress.GetProperty("status").GetString()!;
            }
        }

        var history = await user.HistoryAsync(jobId);
        Assert.Equal(history.Select(progress => progress.GetProperty("sequence").GetInt64()), seen.Keys);
        Assert.Equal("completed", seen.Values.Last());
    }

    [Fact(Timeout = 90_000)]
    public async Task Server_sent_events_tell_the_same_story_and_go_on_where_they_were_left()
    {
        var user = await NewUserAsync();
        var jobId = (await user.UploadSimpleAsync("events.txt", Prose.Bytes(1, 500_000), "text/plain")).Require(202).Text("job_id");

        var all = (await user.GetAsync($"/jobs/{jobId}/events")).Require(200);
        var history = await user.HistoryAsync(jobId);
        Assert.Equal("text/event-stream", all.ContentType);
        Assert.Contains($"id: {history[^1].GetProperty("sequence").GetInt64()}", all.Body, StringComparison.Ordinal);
        Assert.Contains("\"completed\"", all.Body, StringComparison.Ordinal);

        var rest = (await user.SendAsync(HttpMethod.Get, $"/api/v1/documents/jobs/{jobId}/events", null, ("Last-Event-ID", "3"))).Require(200);
        var ids = rest.Body.Split('\n').Where(line => line.StartsWith("id:", StringComparison.Ordinal)).Select(line => long.Parse(line.AsSpan(3), CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(history.Select(progress => progress.GetProperty("sequence").GetInt64()).Where(sequence => sequence > 3), ids);
    }

    private static long SequenceOf(JsonElement message) => message.GetProperty("data").GetProperty("sequence").GetInt64();

    /// <summary>Starts a request that holds a part, and shows that it does. One that comes while the probe has its turn is refused itself: then another is started.</summary>
    private static async Task<RawRequest> HoldPartAsync(ApiClient user, string uploadId, byte[] bytes)
    {
        while (true)
        {
            var request = await RawRequest.PostAsync(
                user, $"/api/v1/documents/upload/chunk?upload_id={uploadId}&part_number=1", "multipart/form-data; boundary=xyz", PartSize + 200);
            await request.SendAsync("--xyz\r\nContent-Disposition: form-data; name=\"chunk_file\"; filename=\"chunk\"\r\n\r\nhalf a par");
            for (var probe = 0; probe < 20; probe++)
            {
                // A part that was recorded meanwhile is sent again without harm.
                var answer = await user.SendChunkAsync(uploadId, 1, bytes, ApiClient.Md5(bytes));
                if (answer.Status != (int)HttpStatusCode.OK)
                {
                    answer.RequireProblem(423, "part_busy");
                    return request;
                }
            }

            request.Dispose();
        }
    }
}
