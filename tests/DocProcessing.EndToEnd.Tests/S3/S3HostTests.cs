using System.Globalization;
using System.Text;
using System.Text.Json;
using DocProcessing.EndToEnd.Client;
using DocProcessing.EndToEnd.Documents;
using DocProcessing.EndToEnd.Hosting;

namespace DocProcessing.EndToEnd.S3;

/// <summary>The host on a real S3 server: the same promises as on local disk, while the server comes and goes.</summary>
public sealed class S3HostTests(S3Store store) : HostTest, IClassFixture<S3Store>
{
    private const int PartSize = 5 << 20;

    private readonly string _prefix = $"host-{Guid.NewGuid():n}/";

    [Fact(Timeout = 120_000)]
    public async Task A_document_passes_all_stages_and_its_deletion_leaves_nothing()
    {
        var host = await StartHostAsync(store.Settings(_prefix));
        using var user = await ApiClient.SignInAsync(host, "user");
        using var watcher = await ApiClient.SignInAsync(host, "watcher", "operator");
        var sample = Samples.All.First(candidate => candidate.FileName.EndsWith(".pdf", StringComparison.Ordinal));

        var accepted = await user.UploadInChunksAsync(sample.FileName, sample.Read(), sample.ContentType);
        Assert.Equal("completed", (await user.WaitForEndAsync(accepted.Text("job_id"))).Text("status"));

        var documentId = accepted.Text("document_id");
        Assert.Equal(sample.Read(), (await user.ContentAsync(documentId)).Bytes);
        Assert.Equal(sample.Read()[100..200], (await user.ContentAsync(documentId, "bytes=100-199")).Require(206).Bytes);
        var check = (await watcher.SendAsync(HttpMethod.Post, "/api/v1/documents/processing/consistency?checksums=true")).Require(200);
        Assert.Equal((4, 1, 0), (check["objects"].GetInt32(), check["records"].GetInt32(), check["findings"].GetArrayLength()));
        (await user.DeleteDocumentAsync(documentId)).Require(204);
        var (objects, uploads) = await store.ListAsync(_prefix);
        Assert.Empty(objects);
        Assert.Equal(0, uploads);
    }

    [Fact(Timeout = 240_000)]
    public async Task The_server_goes_away_amid_an_upload_and_a_pipeline_and_everything_is_finished_when_it_is_back()
    {
        var host = await StartHostAsync(store.Settings(_prefix).With("MAX_CONCURRENT_TASKS", "4").With("DocProcessing:Compression:Enabled", "true"));
        using var user = await ApiClient.SignInAsync(host, "user");
        var bytes = Prose.Bytes(7, (2 * PartSize) + 1000, "halfwaymark");
        var session = (await user.InitiateAsync("half.txt", bytes.Length, "text/plain")).Require(201);
        var uploadId = session.Text("upload_id");
        (await SendAsync(user, uploadId, bytes, 1)).Require(200);
        var working = new List<ApiAnswer>();
        for (var number = 0; number < 6; number++)
        {
            working.Add((await user.UploadSimpleAsync($"{number}.txt", Prose.Bytes(number, 1_500_000, $"worker{number}mark"), "text/plain")).Require(202));
        }

        store.Service.Kill("rgw");
        var told = await SendAsync(user, uploadId, bytes, 2);
        Assert.Equal(503, told.Status);
        Assert.NotNull(told.Headers.RetryAfter);
        var sending = SendUntilTakenAsync(user, uploadId, bytes, 2);
        await Task.Delay(TimeSpan.FromSeconds(8), Cancelled);
        var meanwhile = (await user.JobsAsync()).Select(job => job.GetProperty("status").GetString()).ToHashSet();
        Assert.DoesNotContain("failed", meanwhile);
        Assert.Contains("pending", meanwhile);

        await store.Service.StartAsync();
        Assert.True(await sending > 0, "No chunk met the outage.");
        (await SendAsync(user, uploadId, bytes, 3)).Require(200);
        working.Add((await user.CompleteAsync(uploadId)).Require(202));

        foreach (var accepted in working)
        {
            Assert.Equal("completed", (await user.WaitForEndAsync(accepted.Text("job_id"), TimeSpan.FromSeconds(90))).Text("status"));
        }

        foreach (var mark in Enumerable.Range(0, 6).Select(number => $"worker{number}mark").Append("halfwaymark"))
        {
            Assert.Single(await user.SearchAsync(mark));
        }

        Assert.Equal(bytes, (await user.ContentAsync(working[^1].Text("document_id"))).Bytes);
        await RequireOnlyWholeDocumentsAsync(working);
    }

    [Fact(Timeout = 120_000)]
    public async Task Chunks_that_were_acknowledged_survive_a_kill_of_the_host()
    {
        var host = await StartHostAsync(store.Settings(_prefix));
        using var user = await ApiClient.SignInAsync(host, "user");
        var bytes = Prose.Bytes(8, (2 * PartSize) + 10, "survivormark");
        var uploadId = (await user.InitiateAsync("kept.txt", bytes.Length, "text/plain")).Require(201).Text("upload_id");
        (await SendAsync(user, uploadId, bytes, 1)).Require(200);
        (await SendAsync(user, uploadId, bytes, 3)).Require(200);

        var cut = SendAsync(user, uploadId, bytes, 2);
        await Task.Delay(5, Cancelled);
        await host.KillAsync();
        await Record.ExceptionAsync(() => cut);
        await host.StartAsync(Cancelled);

        var status = (await user.UploadStatusAsync(uploadId)).Require(200);
        Assert.Superset(new HashSet<int> { 1, 3 }, status["received_parts"].EnumerateArray().Select(part => part.GetInt32()).ToHashSet());
        (await SendAsync(user, uploadId, bytes, 2)).Require(200);
        var accepted = (await user.CompleteAsync(uploadId)).Require(202);
        await user.WaitForEndAsync(accepted.Text("job_id"));
        Assert.Equal(bytes, (await user.ContentAsync(accepted.Text("document_id"))).Bytes);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_abandoned_upload_leaves_no_parts_behind()
    {
        var host = await StartHostAsync(store.Settings(_prefix).With("DocProcessing:Uploads:AbandonedAfter", "00:00:02"));
        using var user = await ApiClient.SignInAsync(host, "user");
        var session = (await user.InitiateAsync("gone.txt", 3 * PartSize, "text/plain")).Require(201);
        (await SendAsync(user, session.Text("upload_id"), new byte[3 * PartSize], 1)).Require(200);
        Assert.Equal(1, (await store.ListAsync(_prefix)).Uploads);

        Assert.Equal("expired", (await user.WaitForEndAsync(session.Text("job_id"))).Text("status"));
        var deadline = DateTime.UtcNow + TimeSpan.FromSeconds(30);
        while ((await store.ListAsync(_prefix)).Uploads > 0)
        {
            Assert.True(DateTime.UtcNow < deadline, "The parts are still there.");
            await Task.Delay(100, Cancelled);
        }

        Assert.Equal("upload_expired", (await user.UploadStatusAsync(session.Text("upload_id"))).Code);
    }

    [Fact(Timeout = 120_000)]
    public async Task Parts_and_content_go_straight_between_the_client_and_the_store()
    {
        var host = await StartHostAsync(store.Settings(_prefix).With("DocProcessing:S3:OfferDirectTransfers", "true"));
        using var user = await ApiClient.SignInAsync(host, "user");
        using var stranger = await ApiClient.SignInAsync(host, "stranger");
        using var http = new HttpClient();
        var bytes = Prose.Bytes(9, PartSize + 5000, "straightmark");
        var uploadId = (await user.InitiateAsync("straight.txt", bytes.Length, "text/plain")).Require(201).Text("upload_id");
        (await SendAsync(user, uploadId, bytes, 2)).Require(200);
        var wanted = new { parts = new[] { new { part_number = 1, chunk_hash = ApiClient.Md5(bytes[..PartSize]) } } };
        Assert.Equal("upload_not_found", (await PresignAsync(stranger, uploadId, wanted)).Code);
        Assert.Equal("part_out_of_range", (await PresignAsync(user, uploadId, new { parts = new[] { new { part_number = 3 } } })).Code);

        var link = (await PresignAsync(user, uploadId, wanted)).Require(200)["parts"][0];
        Assert.Equal(409, (await user.CompleteAsync(uploadId)).Status);
        using (var put = new HttpRequestMessage(HttpMethod.Put, link.GetProperty("url").GetString()) { Content = new ByteArrayContent(bytes[..PartSize]) })
        {
            put.Content.Headers.TryAddWithoutValidation("Content-MD5", link.GetProperty("headers").GetProperty("Content-MD5").GetString());
            (await http.SendAsync(put, Cancelled)).EnsureSuccessStatusCode();
        }

        Assert.Equal(100, (await user.UploadStatusAsync(uploadId)).Require(200)["progress"].GetDouble());
        var accepted = (await user.CompleteAsync(uploadId)).Require(202);
        Assert.Equal("completed", (await user.WaitForEndAsync(accepted.Text("job_id"))).Text("status"));
        var content = (await user.GetAsync($"/{accepted.Text("document_id")}/content/link")).Require(200).Text("url");
        Assert.Equal(bytes, await http.GetByteArrayAsync(new Uri(content), Cancelled));
        Assert.DoesNotContain("Signature=", host.Log.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("testsecret", host.Log.Text, StringComparison.Ordinal);
    }

    [Fact(Timeout = 900_000)]
    public async Task Memory_stays_within_its_bound_however_many_chunks_are_in_flight()
    {
        const long Buffers = 128L << 20;
        const long AnyHost = 300L << 20;
        const int InFlight = 16;
        const int ChunkSize = 8 << 20;
        var size = LongForm.Choose(256L << 20, 1L << 30);
        var host = await StartHostAsync(store.Settings(_prefix)
            .With("DocProcessing:Uploads:PartSizeBytes", ChunkSize.ToString(CultureInfo.InvariantCulture))
            .With("DocProcessing:S3:MaxBufferedBytes", Buffers.ToString(CultureInfo.InvariantCulture)));
        using var user = await ApiClient.SignInAsync(host, "user");
        (await user.GetAsync("/jobs")).Require(200);
        var idle = MemoryWatch.ResidentOfAll(host.ProcessId);
        await using var watch = new MemoryWatch(host.ProcessId);
        var session = (await user.InitiateAsync("large.txt", size, "text/plain")).Require(201);
        var text = new RepeatingText();
        await Parallel.ForAsync(1, (int)(size / ChunkSize) + 1, new ParallelOptions { MaxDegreeOfParallelism = InFlight, CancellationToken = Cancelled }, async (part, _) =>
        {
            var bytes = new byte[ChunkSize];
            text.Fill((part - 1) * (long)ChunkSize, bytes);
            (await user.SendChunkAsync(session.Text("upload_id"), part, bytes, ApiClient.Md5(bytes))).Require(200);
        });
        var accepted = (await user.CompleteAsync(session.Text("upload_id"))).Require(202);
        Assert.Equal("completed", (await user.WaitForEndAsync(accepted.Text("job_id"), TimeSpan.FromMinutes(8))).Text("status"));

        var grown = watch.PeakOfHost - idle;
        Print($"S3: {size >> 20} MB with {InFlight} chunks of 8 MB in flight: host +{grown >> 20} MB; bound {Buffers >> 20} MB of buffers and the {AnyHost >> 20} MB of any host");
        Assert.True(grown < Buffers + AnyHost, $"The host grew by {grown >> 20} MB.");
    }

    private static Task<ApiAnswer> SendAsync(ApiClient user, string uploadId, byte[] bytes, int part)
    {
        var chunk = ApiClient.Chunk(bytes, PartSize, part);
        return user.SendChunkAsync(uploadId, part, chunk, ApiClient.Md5(chunk));
    }

    /// <summary>Sends a part as clients do: again after the time that the host says.</summary>
    /// <returns>How often it was told to wait.</returns>
    private static async Task<int> SendUntilTakenAsync(ApiClient user, string uploadId, byte[] bytes, int part)
    {
        for (var refusals = 0; ; refusals++)
        {
            var answer = await SendAsync(user, uploadId, bytes, part);
            if (answer.Status == 200)
            {
                return refusals;
            }

            Assert.Equal(503, answer.Status);
            await Task.Delay(answer.Headers.RetryAfter!.Delta!.Value, Cancelled);
        }
    }

    private static Task<ApiAnswer> PresignAsync(ApiClient user, string uploadId, object body) => user.SendAsync(
        HttpMethod.Post,
        $"/api/v1/documents/upload/{uploadId}/presign",
        new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"));

    // What attempts cut short by the outage have left is removed by the job's end or by housekeeping.
    private async Task RequireOnlyWholeDocumentsAsync(List<ApiAnswer> accepted)
    {
        var deadline = DateTime.UtcNow + TimeSpan.FromSeconds(30);
        while (true)
        {
            var (objects, uploads) = await store.ListAsync(_prefix);
            var byDocument = objects.ToLookup(key => key.Split('/')[2], key => key.Split('/')[^1]);
            if (uploads == 0
                && byDocument.Count == accepted.Count
                && accepted.All(answer => byDocument[answer.Text("document_id")].Order(StringComparer.Ordinal).SequenceEqual(["analysis", "content", "metadata", "sections"])))
            {
                return;
            }

            Assert.True(DateTime.UtcNow < deadline, $"{uploads} uploads, and objects: {string.Join(", ", objects)}");
            await Task.Delay(200, Cancelled);
        }
    }
}
