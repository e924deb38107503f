using System.Runtime.CompilerServices;
using DocProcessing.Client.Http;

namespace DocProcessing.Client.Watching;

/// <summary>Follows a job over whichever way works, and makes one story of what comes: each step once, rising, and the end for certain.</summary>
internal sealed class JobWatch
{
    // So often may a way connect and bring nothing new before the next one is tried.
    private const int MaxIdleConnections = 3;

    private readonly IJobFeed[] _feeds;
    private readonly ApiTransport _api;
    private readonly JobClient _jobs;
    private readonly string _jobId;

    private int _feed;
    private int _idle;
    private long _last;
    private JobStatus? _lastStatus;
    private bool _connected;
    private bool _ended;

    public JobWatch(ApiTransport api, JobClient jobs, string jobId, long since)
    {
        (_api, _jobs, _jobId, _last) = (api, jobs, jobId, since);
        _feeds = [new SocketFeed(api, jobId), new EventStreamFeed(api, jobId), new PollingFeed(api, jobs, jobId)];
    }

    private bool IsLastWay => _feed == _feeds.Length - 1;

    public async IAsyncEnumerable<JobProgress> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            _connected = false;
            DocumentProcessingClientException? failure = null;
            var feed = _feeds[_feed].ReadAsync(_last, () => _connected = true, cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using (feed)
            {
                while (failure is null)
                {
                    // What can throw is done here, since nothing can be yielded from within a try with a catch.
                    IReadOnlyList<JobProgress>? news;
                    (news, failure) = await NextAsync(feed, cancellationToken);
                    foreach (var progress in news ?? [])
                    {
                        yield return progress;
                    }

                    if (_ended)
                    {
                        yield break;
                    }

                    if (news is null)
                    {
                        break;
                    }
                }
            }

            await RecoverAsync(failure, cancellationToken);
        }
    }

    /// <summary>Reads on.</summary>
    /// <returns>What is to be yielded, none if it was told before, or <see langword="null"/> when the connection has ended; and why.</returns>
    private async Task<(IReadOnlyList<JobProgress>? News, DocumentProcessingClientException? Failure)> NextAsync(
        IAsyncEnumerator<JobProgress> feed, CancellationToken cancellationToken)
    {
        try
        {
            return await feed.MoveNextAsync() ? (await TakeAsync(feed.Current, cancellationToken), null) : (null, null);
        }
        catch (DocumentProcessingClientException exception) when (IsWorthAnotherTry(exception))
        {
            return (null, exception);
        }
    }

    private async Task<IReadOnlyList<JobProgress>> TakeAsync(JobProgress progress, CancellationToken cancellationToken)
    {
        if (!progress.Status.IsTerminal())
        {
            return progress.Sequence > _last ? [Told(progress)] : [];
        }

        // The end is told by the history alone: a live event may have skipped steps, a job that failed may have been run again, and a state that
        // was made of the job's record bears the number of the step before.
        var news = new List<JobProgress>();
        await foreach (var step in _jobs.GetHistoryAsync(_jobId, _last, cancellationToken))
        {
            news.Add(step);
        }

        if (news.Count == 0 && _lastStatus?.IsTerminal() != true)
        {
            news.Add(progress);
        }

        news.ForEach(step => Told(step));
        _ended = _lastStatus?.IsTerminal() == true;
        return news;
    }

    private JobProgress Told(JobProgress progress)
    {
        (_last, _lastStatus, _idle) = (Math.Max(_last, progress.Sequence), progress.Status, 0);
        return progress;
    }

    // A proxy that lets no sockets or streams through answers what it likes; what the host says of the job counts on every way.
    private bool IsWorthAnotherTry(DocumentProcessingClientException exception) =>
        exception.Code != Codes.JobNotFound && (exception.IsTransient || !IsLastWay);

    private async Task RecoverAsync(DocumentProcessingClientException? failure, CancellationToken cancellationToken)
    {
        if (IsLastWay && failure is null)
        {
            // It works; but perhaps the better ways do again.
            (_feed, _idle) = (0, 0);
            return;
        }

        if (_connected)
        {
            _idle++;
            if (_idle < MaxIdleConnections)
            {
                await _api.Retries.WaitAsync(_idle - 1, failure?.RetryAfter, cancellationToken);
                return;
            }

            _idle = 0;
        }

        if (!IsLastWay)
        {
            _feed++;
            return;
        }

        // All ways were tried, and the calls of the last one as often as calls are.
        if (!_connected && failure is not null)
        {
            throw failure;
        }

        _feed = 0;
        await _api.Retries.WaitAsync(0, failure?.RetryAfter, cancellationToken);
    }
}
