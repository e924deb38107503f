using System.Net;
using DocProcessing.Client.Tests.Hosting;
using DocProcessing.Testing;

namespace DocProcessing.Client.Tests.Uploads;

public sealed class UploadTests(ClientHost shared) : ClientTest(shared)
{
    [Theory(Timeout = 90_000)]
    [InlineData(PartChecksum.Sha256)]
    [InlineData(PartChecksum.Md5)]
    public async Task A_damaged_part_is_sent_again(PartChecksum checksum)
    {
        var file = NewFile(1, 2 * PartSize);
        var isDamaged = 0;
        Proxy.Plan = (_, path, _) => IsChunk(path) && Interlocked.Exchange(ref isDamaged, 1) == 0 ? new RequestFault(RequestFaultKind.Corrupt, 1500) : RequestFault.None;

        var receipt = await NewClient().UploadFileAsync(file, new DocumentUploadOptions { Checksum = checksum });

        await RequireArrivedAsync(file, receipt);
        Assert.Single(Proxy.Requests, request => IsChunk(request) && request.Status == 422);
        Assert.Equal(3, Proxy.Requests.Count(IsChunk));
    }

    [Theory(Timeout = 90_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stream_that_cannot_go_back_arrives_whole_though_parts_are_lost(bool tellsLength)
    {
        var file = NewFile(2, 300_000);
        var faults = 0;
        Proxy.Plan = (_, path, _) => IsChunk(path) && Interlocked.Increment(ref faults) <= 3 ? new RequestFault(RequestFaultKind.CutRequest, 30_000) : RequestFault.None;
        await using var stream = new ForwardStream(File.OpenRead(file));

        var receipt = await NewClient().UploadAsync(stream, new DocumentUploadOptions { FileName = "stream.txt", Length = tellsLength ? 300_000 : null });

        await RequireArrivedAsync(file, receipt);
        Assert.True(faults > 3);
    }

    [Fact(Timeout = 90_000)]
    public async Task A_paused_upload_sends_nothing_until_it_is_resumed()
    {
        var file = NewFile(3, 4 * PartSize);
        var client = NewClient();
        var paused = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var handle = new TaskCompletionSource<UploadHandle>(TaskCreationOptions.RunContinuationsAsynchronously);
        var progress = new Told(value =>
        {
            if (value.PartsReceived == 1 && !paused.Task.IsCompleted)
            {
                // Told before the next part is taken: whoever pauses here sees no further part.
                handle.Task.GetAwaiter().GetResult().Pause();
                paused.SetResult();
            }
        });
        await using var upload = client.Uploads.StartFile(file, new DocumentUploadOptions { Parallelism = 1 }, progress);
        handle.SetResult(upload);
        await paused.Task;

        // Another document's whole way is time enough for a part that should not go.
        var other = NewFile(4, 3 * PartSize, "other.txt");
        await RequireArrivedAsync(other, await client.UploadFileAsync(other));
        var uploadId = (await upload.Started).UploadId;
        Assert.Equal([1], (await client.Uploads.GetAsync(uploadId)).ReceivedParts);
        Assert.True(upload.IsPaused);

        upload.Resume();
        await RequireArrivedAsync(file, await upload.Completion);
    }

    [Fact(Timeout = 90_000)]
    public async Task A_cancelled_upload_is_gone_from_the_host()
    {
        Proxy.Plan = (_, path, _) => IsChunk(path) ? RequestFault.None with { Delay = TimeSpan.FromMinutes(10) } : RequestFault.None;
        var client = NewClient();
        await using var upload = client.Uploads.StartFile(NewFile(5, 4 * PartSize));
        var state = await upload.Started;

        await upload.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => upload.Completion);
        var gone = await Assert.ThrowsAsync<DocumentProcessingClientException>(() => client.Uploads.GetAsync(state.UploadId));
        Assert.Contains(gone.Status, new HttpStatusCode?[] { HttpStatusCode.Gone, HttpStatusCode.NotFound });
        Assert.Equal(JobStatus.Cancelled, (await client.Jobs.GetAsync(state.JobId)).Status);
    }

    [Fact(Timeout = 90_000)]
    public async Task An_upload_that_is_cancelled_before_its_first_answer_leaves_nothing_behind()
    {
        Proxy.Plan = (_, path, _) => path.EndsWith("/initiate", StringComparison.Ordinal) ? new RequestFault(RequestFaultKind.LoseAnswer) : RequestFault.None;
        var client = NewClient();
        await using var upload = client.Uploads.StartFile(NewFile(6, 1000));
        while (Proxy.Requests.All(request => request.Status != 201))
        {
            await Task.Delay(20, Cancelled);
        }

        Proxy.Plan = (_, _, _) => RequestFault.None;
        await upload.CancelAsync();

        Assert.Empty(await client.Uploads.ListAsync());
    }

    [Fact(Timeout = 90_000)]
    public async Task What_the_host_will_not_have_is_told_at_once()
    {
        await using var endless = new ForwardStream(Stream.Null);

        var error = await Assert.ThrowsAsync<DocumentProcessingClientException>(
            () => NewClient().UploadAsync(endless, new DocumentUploadOptions { FileName = "huge.txt", Length = 1L << 40 }));

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "file_too_large"), (error.Status, error.Code));
        Assert.Single(Proxy.Requests);
    }

    [Fact(Timeout = 90_000)]
    public async Task A_connection_that_goes_silent_is_noticed()
    {
        var file = NewFile(7, 2 * PartSize);
        var frozen = 0;
        Proxy.Plan = (_, path, _) => IsChunk(path) && Interlocked.Exchange(ref frozen, 1) == 0 ? new RequestFault(RequestFaultKind.Freeze, 10_000) : RequestFault.None;

        await RequireArrivedAsync(file, await NewClient(options => options.StallTimeout = TimeSpan.FromMinutes(2)).UploadFileAsync(file));
        Assert.Equal(1, frozen);
    }

    [Fact(Timeout = 90_000)]
    public async Task However_many_parts_a_stale_token_spoils_it_is_refreshed_once()
    {
        var file = NewFile(8, 4 * PartSize);
        var token = User.Token;
        var asked = new List<bool>();
        var client = NewClient(options => options.AccessToken = (refresh, _) =>
        {
            asked.Add(refresh);
            return ValueTask.FromResult(refresh ? token : "stale");
        });

        await RequireArrivedAsync(file, await client.UploadFileAsync(file));

        Assert.Equal([false, true], asked);
    }

    [Fact(Timeout = 90_000)]
    public async Task A_token_that_stays_refused_is_an_error_and_not_a_loop()
    {
        var error = await Assert.ThrowsAsync<DocumentProcessingClientException>(
            () => NewClient(options => options.AccessToken = (_, _) => ValueTask.FromResult<string?>("bad")).UploadFileAsync(NewFile(9, 10)));

        Assert.Equal((HttpStatusCode.Unauthorized, "unauthenticated"), (error.Status, error.Code));
        Assert.Equal(2, Proxy.Requests.Count);
    }

    private sealed class Told(Action<UploadProgress> told) : IProgress<UploadProgress>
    {
        public void Report(UploadProgress value) => told(value);
    }
}
