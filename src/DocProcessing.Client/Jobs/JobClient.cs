using System.Runtime.CompilerServices;
using DocProcessing.Client.Http;
using DocProcessing.Client.Serialization;
using DocProcessing.Client.Watching;

namespace DocProcessing.Client;

/// <summary>The caller's jobs.</summary>
public sealed class JobClient
{
    private const string Root = ApiTransport.Documents + "/jobs";
    private const int HistoryPage = 500;

    private readonly ApiTransport _api;

    internal JobClient(ApiTransport api) => _api = api;

    /// <summary>Shows a job.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="DocumentProcessingClientException">There is no such job of the caller's (404), or the host is out of reach.</exception>
    public Task<Job> GetAsync(string jobId, CancellationToken cancellationToken = default) => _api.GetAsync(Path(jobId), ClientJson.Wire.Job, cancellationToken);

    /// <summary>Lists jobs, newest first, page by page as they are read.</summary>
    /// <param name="statuses">The statuses that are wanted; all, when there are none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async IAsyncEnumerable<Job> ListAsync(IReadOnlyCollection<JobStatus>? statuses = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var filter = string.Join(',', (statuses ?? []).Select(status => status.ToString().ToLowerInvariant()));
        string? cursor = null;
        do
        {
            var query = new QueryText().Add("status", filter).Add("cursor", cursor);
            var page = await _api.GetAsync($"{Root}{query}", ClientJson.Wire.JobPage, cancellationToken);
            foreach (var job in page.Jobs)
            {
                yield return job;
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null);
    }

    /// <summary>Reads a job's steps in order.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="after">The sequence number after which to start.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async IAsyncEnumerable<JobProgress> GetHistoryAsync(string jobId, long after = 0, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        IReadOnlyList<JobProgress> events;
        do
        {
            events = (await _api.GetAsync($"{Path(jobId)}/history{new QueryText().Add("after", after).Add("limit", HistoryPage)}", ClientJson.Wire.JobHistory, cancellationToken)).Events;
            foreach (var progress in events)
            {
                yield return progress;
                after = progress.Sequence;
            }
        }
        while (events.Count == HistoryPage);
    }

    /// <summary>Cancels a job: a waiting one at once, a running one within moments. Repeating it does no harm.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="DocumentProcessingClientException">It has ended otherwise (409).</exception>
    public Task<Job> CancelAsync(string jobId, CancellationToken cancellationToken = default) =>
        _api.SendAsync(() => _api.Request(HttpMethod.Post, $"{Path(jobId)}/cancel"), ClientJson.Wire.Job, cancellationToken);

    /// <summary>Runs a failed job again, from the stage that failed.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="DocumentProcessingClientException">It has not failed (409).</exception>
    public Task<Job> RetryAsync(string jobId, CancellationToken cancellationToken = default) => _api.Retries.RunAsync(
        async (failure, token) =>
        {
            try
            {
                return await _api.SendOnceAsync(() => _api.RequestOnce(HttpMethod.Post, $"{Path(jobId)}/retry"), ClientJson.Wire.Job, token);
            }
            catch (DocumentProcessingClientException exception) when (exception.Code == Codes.JobStatusConflict && failure is { IsAnswerLost: true })
            {
                // It runs already: it is the answer to the call before that was lost.
                return await GetAsync(jobId, token);
            }
        },
        cancellationToken);

    /// <summary>Follows a job to its end, whatever happens to connections meanwhile: over a WebSocket, else by server-sent events, else by asking.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="since">The sequence number after which to start; what is past comes first.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The steps, each number once and rising. The last one is the job's end; an earlier <see cref="JobStatus.Failed"/> was run again.</returns>
    /// <exception cref="DocumentProcessingClientException">There is no such job of the caller's, or the host stays out of reach.</exception>
    public IAsyncEnumerable<JobProgress> WatchAsync(string jobId, long since = 0, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(jobId);
        return new JobWatch(_api, this, jobId, since).RunAsync(cancellationToken);
    }

    private static string Path(string jobId)
    {
        ArgumentException.ThrowIfNullOrEmpty(jobId);
        return $"{Root}/{Uri.EscapeDataString(jobId)}";
    }
}
