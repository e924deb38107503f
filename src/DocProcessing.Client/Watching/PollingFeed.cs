using System.Runtime.CompilerServices;
using DocProcessing.Client.Http;

namespace DocProcessing.Client.Watching;

/// <summary>Asks again and again: what works wherever requests do.</summary>
internal sealed class PollingFeed(ApiTransport api, JobClient jobs, string jobId) : IJobFeed
{
    // Then it ends: the better ways may be open again.
    private const int MaxRounds = 30;

    public async IAsyncEnumerable<JobProgress> ReadAsync(long after, Action onConnected, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            // Looked at first: if it has ended by then, the history that is read next has its end.
            var job = await jobs.GetAsync(jobId, cancellationToken);
            onConnected();
            await foreach (var progress in jobs.GetHistoryAsync(jobId, after, cancellationToken))
            {
                yield return progress;
                after = progress.Sequence;
            }

            if (job.Status.IsTerminal())
            {
                yield return new JobProgress { Sequence = after, Status = job.Status, Stage = job.Stage, Progress = job.Progress, Attempt = job.Attempt, Error = job.Error };
            }

            await Task.Delay(api.Options.PollInterval, api.Clock, cancellationToken);
        }
    }
}
