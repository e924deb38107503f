using System.Collections.Concurrent;
using System.Globalization;
using DocProcessing.EndToEnd.Client;

namespace DocProcessing.EndToEnd.Cluster;

/// <summary>One user: uploads documents through the proxy as a careful client does, and follows their jobs over one WebSocket.</summary>
internal sealed class ClusterUser(ApiClient api, int seed, int number)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly Random _random = new(unchecked((seed * 31) + number));

    public ApiClient Api => api;

    public JobFollower Follower { get; } = new(api);

    /// <summary>Gets the documents whose complete, or simple upload, was answered 202, by the job's id.</summary>
    public ConcurrentDictionary<string, (ClusterDocument Document, string DocumentId)> Accepted { get; } = new();

    public int Repeats { get; private set; }

    /// <summary>Uploads documents, spread over the whole run of the killer.</summary>
    public async Task UploadAsync(int documents, ClusterKiller killer)
    {
        for (var count = 0; count < documents; count++)
        {
            await killer.ReachAsync((double)count / documents);
            var document = ClusterDocument.Make($"user{number}-{count}", _random);
            var accepted = document.IsInChunks ? await UploadInChunksAsync(document) : await UploadSimpleAsync(document);
            Accepted[accepted.Text("job_id")] = (document, accepted.Text("document_id"));
            Follower.Follow(accepted.Text("job_id"));
        }
    }

    private async Task<ApiAnswer> UploadInChunksAsync(ClusterDocument document)
    {
        var session = (await AskAsync(() => api.InitiateAsync(document.FileName, document.Bytes.Length, document.ContentType, $"{document.FileName}-{seed}"))).Require(201);
        var (uploadId, size) = (session.Text("upload_id"), session["chunk_size"].GetInt32());
        Follower.Follow(session.Text("job_id"));
        var parts = Enumerable.Range(1, session["total_parts"].GetInt32()).ToArray();
        _random.Shuffle(parts);
        foreach (var part in parts)
        {
            var chunk = ApiClient.Chunk(document.Bytes, size, part);
            (await AskAsync(() => api.SendChunkAsync(uploadId, part, chunk, part % 2 == 0 ? ApiClient.Md5(chunk) : ApiClient.Sha256(chunk)))).Require(200);
        }

        // Every part was acknowledged: none may be missing.
        return (await AskAsync(() => api.CompleteAsync(uploadId))).Require(202);
    }

    /// <summary>Uploads in one request. When its answer is lost it may have been taken or not, so each try has a name of its own.</summary>
    private async Task<ApiAnswer> UploadSimpleAsync(ClusterDocument document)
    {
        var tries = 0;
        return (await AskAsync(() => api.UploadSimpleAsync(string.Create(CultureInfo.InvariantCulture, $"try{++tries}-{document.FileName}"), document.Bytes, document.ContentType))).Require(202);
    }

    /// <summary>Sends a request, again until some node answers it for good.</summary>
    public async Task<ApiAnswer> AskAsync(Func<Task<ApiAnswer>> send)
    {
        while (true)
        {
            try
            {
                if (await send() is { Status: not (423 or 429 or 502 or 503 or 504) } answer)
                {
                    return answer;
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException)
            {
                // The node was killed in the middle of it.
            }

            Repeats++;
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }
}
