using System.Text.Json;
using DocProcessing.EndToEnd.Client;
using DocProcessing.EndToEnd.Documents;

namespace DocProcessing.EndToEnd.Chaos;

/// <summary>Uploads one document after the other as a careful client does: it retries, and resumes from the status.</summary>
internal sealed class ChaosClient(ChaosRun run, int seed, int number)
{
    private const int MostWaiting = 2;

    private readonly Random _random = new(unchecked((seed * 31) + number));
    private readonly Queue<ChaosDocument> _waiting = new();
    private int _count;

    public async Task RunAsync()
    {
        while (!run.IsOver)
        {
            await UploadNextAsync();
            while (_waiting.Count > MostWaiting)
            {
                await WaitForEndAsync(_waiting.Dequeue());
            }
        }
    }

    private async Task UploadNextAsync()
    {
        var name = $"client{number}-{_count++}";
        var document = ChaosDocument.Make(name, _random, inChunks: _random.Next(4) != 0);
        if (document.IsInChunks)
        {
            run.Documents.Enqueue(document);
            await UploadInChunksAsync(document);
        }
        else
        {
            document = await UploadSimpleAsync(document, name);
        }

        _waiting.Enqueue(document);
        if (_random.Next(10) == 0)
        {
            document.IsCancelAsked = true;
            var answer = await run.AskAsync(() => run.Api.CancelJobAsync(document.JobId!));
            Assert.True(answer.Status is 200 || answer is { Status: 409, Code: "job_status_conflict" }, answer.ToString());
        }
    }

    private async Task UploadInChunksAsync(ChaosDocument document)
    {
        var key = $"{document.FileName}-{seed}";
        var session = (await run.AskAsync(() => run.Api.InitiateAsync(document.FileName, document.Bytes.Length, document.ContentType, key))).Require(201);
        (document.UploadId, document.JobId) = (session.Text("upload_id"), session.Text("job_id"));
        var size = session["chunk_size"].GetInt32();
        var missing = Enumerable.Range(1, session["total_parts"].GetInt32()).ToArray();
        while (missing.Length > 0)
        {
            _random.Shuffle(missing);
            await SendAllAsync(document, size, missing);
            var status = (await run.AskAsync(() => run.Api.UploadStatusAsync(document.UploadId))).Require(200);
            missing = [.. status["missing_parts"].EnumerateArray().Select(part => part.GetInt32())];
            Assert.DoesNotContain(missing, document.AcknowledgedParts.ContainsKey);
        }

        var accepted = (await run.AskAsync(() => run.Api.CompleteAsync(document.UploadId), ChaosMoment.Complete)).Require(202);
        Assert.Equal(document.JobId, accepted.Text("job_id"));
        document.IsAccepted = true;
    }

    /// <summary>Sends parts two at a time, until all are sent or the connection breaks.</summary>
    private async Task SendAllAsync(ChaosDocument document, int size, int[] parts)
    {
        foreach (var pair in parts.Chunk(2))
        {
            var received = await Task.WhenAll(pair.Select(part => SendAsync(document, size, part, _random.Next(6) == 0)));
            if (received.Contains(false))
            {
                return;
            }
        }
    }

    private async Task<bool> SendAsync(ChaosDocument document, int size, int part, bool slowly)
    {
        var bytes = ApiClient.Chunk(document.Bytes, size, part);
        var hash = part % 2 == 0 ? ApiClient.Md5(bytes) : ApiClient.Sha256(bytes);
        var answer = await run.TryAskAsync(
            () => run.Api.SendChunkAsync(document.UploadId!, part, slowly ? new TrickleContent(bytes, pieces: 8, TimeSpan.FromMilliseconds(5)) : new ByteArrayContent(bytes), hash),
            ChaosMoment.Chunk);
        if (answer is null)
        {
            return false;
        }

        answer.Require(200);
        document.AcknowledgedParts[part] = true;
        return true;
    }

    /// <summary>Uploads in one request. When its answer is lost it may have been taken or not, so each try has a name of its own.</summary>
    private async Task<ChaosDocument> UploadSimpleAsync(ChaosDocument document, string name)
    {
        for (var attempt = 1; ; attempt++)
        {
            var tried = document.As($"{name}-try{attempt}");
            run.Documents.Enqueue(tried);
            if (await run.TryAskAsync(() => run.Api.UploadSimpleAsync(tried.FileName, tried.Bytes, tried.ContentType)) is { } answer)
            {
                tried.JobId = answer.Require(202).Text("job_id");
                tried.IsAccepted = true;
                return tried;
            }
        }
    }

    private async Task WaitForEndAsync(ChaosDocument document)
    {
        ApiAnswer job;
        do
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
            job = (await run.AskAsync(() => run.Api.JobAsync(document.JobId!))).Require(200);
        }
        while (!run.IsOver && !JobStates.IsTerminal(job.Text("status")));
    }
}
