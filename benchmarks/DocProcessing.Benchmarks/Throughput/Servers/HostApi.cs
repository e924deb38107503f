using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace DocProcessing.Benchmarks.Throughput.Servers;

/// <summary>The calls to the host that are not measured.</summary>
internal sealed class HostApi : IDisposable
{
    public const string Root = "/api/v1/documents";

    private readonly HttpClient _http;

    private HostApi(Uri address, string token)
    {
        _http = new HttpClient { BaseAddress = address };
        Authorization = $"Authorization: Bearer {token}";
        _http.DefaultRequestHeaders.Authorization = new("Bearer", token);
    }

    /// <summary>Gets the header that every request needs.</summary>
    public string Authorization { get; }

    public static async Task<HostApi> ConnectAsync(Uri address)
    {
        using var http = new HttpClient();
        using var answer = await http.PostAsJsonAsync(new Uri(address, "/dev/token"), new { user = "alice", roles = new[] { "user", "operator" } });
        answer.EnsureSuccessStatusCode();
        var token = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return new HostApi(address, token.GetProperty("access_token").GetString()!);
    }

    public async Task<(string UploadId, long ChunkBytes)> InitiateAsync(string name, long length)
    {
        using var answer = await _http.PostAsJsonAsync($"{Root}/upload/initiate", new { filename = name, file_size = length, content_type = "text/plain" });
        answer.EnsureSuccessStatusCode();
        var upload = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return (upload.GetProperty("upload_id").GetString()!, upload.GetProperty("chunk_size").GetInt64());
    }

    public async Task CancelAsync(string uploadId)
    {
        using var answer = await _http.DeleteAsync(new Uri($"{Root}/upload/cancel/{uploadId}", UriKind.Relative));
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Waits until as many documents as are named have been completed, and have come into the index.</summary>
    public async Task WaitUntilCompletedAsync(long count, CancellationToken cancellationToken)
    {
        while (true)
        {
            var metrics = await GetAsync($"{Root}/processing/metrics", cancellationToken);
            var jobs = metrics.GetProperty("jobs").EnumerateObject().ToDictionary(status => status.Name, status => status.Value.GetInt64());
            if (jobs.GetValueOrDefault("failed") + jobs.GetValueOrDefault("rejected") > 0)
            {
                throw new InvalidOperationException("The host failed or rejected a document.");
            }

            if (jobs.GetValueOrDefault("completed") >= count && metrics.GetProperty("indexed_documents").GetInt64() >= count)
            {
                return;
            }

            await Task.Delay(100, cancellationToken);
        }
    }

    /// <summary>Counts the documents that are completed by now.</summary>
    public async Task<long> CompletedAsync()
    {
        var metrics = await GetAsync($"{Root}/processing/metrics", CancellationToken.None);
        return metrics.GetProperty("jobs").TryGetProperty("completed", out var completed) ? completed.GetInt64() : 0;
    }

    /// <summary>Waits until the newest job has ended: its stream of events ends with it.</summary>
    public async Task WaitForNewestJobAsync(CancellationToken cancellationToken)
    {
        var newest = (await GetAsync($"{Root}/jobs?limit=1", cancellationToken)).GetProperty("jobs")[0].GetProperty("job_id").GetString();
        await _http.GetStringAsync(new Uri($"{Root}/jobs/{newest}/events", UriKind.Relative), cancellationToken);
    }

    /// <summary>Lists the newest completed jobs by their own times.</summary>
    public async Task<IReadOnlyList<JobTimes>> NewestJobsAsync(int count)
    {
        const int Page = 200;
        var jobs = new List<JobTimes>();
        for (string? cursor = null; jobs.Count < count;)
        {
            var page = await GetAsync($"{Root}/jobs?status=completed&limit={Page}{(cursor is null ? string.Empty : $"&cursor={cursor}")}", CancellationToken.None);
            jobs.AddRange(page.GetProperty("jobs").EnumerateArray().Select(JobTimes.Of));
            cursor = page.TryGetProperty("next_cursor", out var next) ? next.GetString() : null;
            if (cursor is null)
            {
                break;
            }
        }

        return [.. jobs.Take(count)];
    }

    /// <summary>Sums the time that stages have taken so far, in seconds.</summary>
    public async Task<double> StageSecondsAsync()
    {
        var text = await _http.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        return text.Split('\n').Where(line => line.StartsWith("docprocessing_stage_duration_seconds_sum", StringComparison.Ordinal))
            .Sum(line => double.Parse(line[(line.IndexOf('}', StringComparison.Ordinal) + 1)..].Trim().Split(' ')[0], CultureInfo.InvariantCulture));
    }

    public void Dispose() => _http.Dispose();

    private Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken) => _http.GetFromJsonAsync<JsonElement>(path, cancellationToken);
}

/// <summary>When a job was accepted, taken by a worker, and completed.</summary>
internal sealed record JobTimes(DateTimeOffset Submitted, DateTimeOffset Started, DateTimeOffset Finished)
{
    public static JobTimes Of(JsonElement job) => new(
        job.GetProperty("submitted_at").GetDateTimeOffset(), job.GetProperty("started_at").GetDateTimeOffset(), job.GetProperty("finished_at").GetDateTimeOffset());

    /// <summary>Finds the time from the first acceptance to the last completion.</summary>
    public static TimeSpan Span(IReadOnlyList<JobTimes> jobs) => jobs.Max(job => job.Finished) - jobs.Min(job => job.Submitted);
}
